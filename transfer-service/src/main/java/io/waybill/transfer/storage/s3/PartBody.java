package io.waybill.transfer.storage.s3;

import io.waybill.transfer.storage.PartBytes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A part as the SDK wants to read it: once per attempt, from the off-heap buffers straight into the connection's buffer,
 * with no copy in between.
 */
final class PartBody extends io.minio.ByteBuffer {
    private final PartBytes part;

    PartBody(PartBytes part) {
        super(part.sizeBytes());
        this.part = part;
    }

    @Override
    public long length() {
        return part.sizeBytes();
    }

    @Override
    public long size() {
        return part.sizeBytes();
    }

    @Override
    public InputStream inputStream() {
        return new BufferStream(new ArrayDeque<>(part.buffers()));
    }

    private static final class BufferStream extends InputStream {
        private final ArrayDeque<ByteBuffer> buffers;

        private BufferStream(ArrayDeque<ByteBuffer> buffers) {
            this.buffers = buffers;
        }

        @Override
        public int read() {
            return isAtEnd() ? -1 : buffers.peek().get() & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (isAtEnd()) {
                return -1;
            }
            int taken = Math.min(length, buffers.peek().remaining());
            buffers.peek().get(target, offset, taken);
            return taken;
        }

        private boolean isAtEnd() {
            while (!buffers.isEmpty() && !buffers.peek().hasRemaining()) {
                buffers.poll();
            }
            return buffers.isEmpty();
        }
    }
}

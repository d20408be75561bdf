package io.waybill.transfer.coding;

import com.github.luben.zstd.ZstdBufferDecompressingStreamNoFinalizer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Undoes zstd (RFC 8878): one frame after another, with windows of at most 8 MiB (RFC 9659). */
final class ZstdDecoder implements Recoding {
    private static final int MAX_WINDOW_LOG = 23;

    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private ByteBuffer input = ByteBuffer.allocate(0);
    private ZstdBufferDecompressingStreamNoFinalizer frames = frames(input);
    private boolean begun;
    private boolean full;

    @Override
    public void feed(Buffer more) {
        input = ByteBuffer.wrap(more.getBytes());
        if (begun && !frames.hasRemaining()) {
            frames.close();
            frames = frames(input);
        }
        begun = true;
    }

    @Override
    public void end() {
        if (!begun || frames.hasRemaining()) {
            throw ContentCoding.malformed("The zstd body ends before its end.", null);
        }
    }

    @Override
    public Buffer next() {
        try {
            // A full piece may leave more inside the decoder although all input is consumed.
            while (full || (begun && frames.hasRemaining() && input.hasRemaining())) {
                piece.clear();
                int made = frames.read(piece);
                full = !piece.hasRemaining();
                if (made > 0) {
                    return Buffer.buffer(made).appendBytes(piece.array(), 0, made);
                }
            }
            return null;
        } catch (IOException broken) {
            throw ContentCoding.malformed("The zstd body is broken, or its window is larger than 8 MiB.", broken);
        }
    }

    @Override
    public void close() {
        frames.close();
    }

    private ZstdBufferDecompressingStreamNoFinalizer frames(ByteBuffer first) {
        ZstdBufferDecompressingStreamNoFinalizer made = new ZstdBufferDecompressingStreamNoFinalizer(first) {
            @Override
            protected ByteBuffer refill(ByteBuffer consumed) {
                return input;
            }
        };
        try {
            made.setLongMax(MAX_WINDOW_LOG);
            return made;
        } catch (IOException always) {
            made.close();
            throw new IllegalStateException(always);
        }
    }
}

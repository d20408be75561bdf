package io.waybill.transfer.coding;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes gzip (RFC 1952), in one member without a name or a time: the same content gives the same bytes. */
final class GzipEncoder implements Recoding {
    private static final byte UNKNOWN_SYSTEM = (byte) 0xff;
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM};

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final CRC32 crc = new CRC32();
    private final byte[] piece = new byte[PIECE_BYTES];
    private boolean begun;
    private boolean over;

    @Override
    public void feed(Buffer input) {
        byte[] bytes = input.getBytes();
        crc.update(bytes);
        deflater.setInput(bytes);
    }

    @Override
    public void end() {
        deflater.finish();
    }

    @Override
    public Buffer next() {
        if (!begun) {
            begun = true;
            return Buffer.buffer(HEAD);
        }
        int made = deflater.deflate(piece);
        if (made > 0) {
            return Buffer.buffer(made).appendBytes(piece, 0, made);
        }
        if (deflater.finished() && !over) {
            over = true;
            return Buffer.buffer(ByteBuffer.allocate(2 * Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) crc.getValue())
                    .putInt((int) deflater.getBytesRead())
                    .array());
        }
        return null;
    }

    @Override
    public void close() {
        deflater.end();
    }
}

package io.waybill.transfer.coding;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/** Makes zstd (RFC 8878) in one frame; the window stays far below the 8 MiB of RFC 9659. */
final class ZstdEncoder implements Recoding {
    private static final int LEVEL = 3;

    private final ZstdCompressCtx frame = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    private ByteBuffer input = ByteBuffer.allocateDirect(0);
    private boolean ending;
    private boolean over;

    @Override
    public void feed(Buffer more) {
        input = ByteBuffer.allocateDirect(more.length()).put(more.getBytes()).flip();
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    public Buffer next() {
        while (!over && (ending || input.hasRemaining())) {
            piece.clear();
            over = frame.compressDirectByteBufferStream(piece, input, ending ? EndDirective.END : EndDirective.CONTINUE)
                    && ending;
            piece.flip();
            if (piece.hasRemaining()) {
                byte[] made = new byte[piece.remaining()];
                piece.get(made);
                return Buffer.buffer(made);
            }
        }
        return null;
    }

    @Override
    public void close() {
        frame.close();
    }
}

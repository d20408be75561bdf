package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoredBytes;
import java.util.zip.CRC32;

/**
 * All bytes of an entry on their way out, compared with the CRC-32 that its header has promised already. The last buffer is let
 * go only when that holds; else the stream ends with {@code corrupt}. For one Vert.x context.
 */
final class CheckedBytes implements StoredBytes {
    private final StoredBytes source;
    private final long crc32;
    private final Runnable mismatch;
    private final CRC32 crc = new CRC32();
    private long left;
    private boolean broken;
    private Handler<Throwable> exceptionHandler = ignored -> {};

    /** @param mismatch run when the bytes are not those */
    CheckedBytes(StoredBytes source, long sizeBytes, long crc32, Runnable mismatch) {
        this.source = source;
        this.left = sizeBytes;
        this.crc32 = crc32;
        this.mismatch = mismatch;
    }

    @Override
    public StoredBytes handler(Handler<Buffer> handler) {
        source.handler(handler == null ? null : bytes -> take(bytes, handler));
        return this;
    }

    @Override
    public StoredBytes exceptionHandler(Handler<Throwable> handler) {
        exceptionHandler = handler == null ? ignored -> {} : handler;
        source.exceptionHandler(handler);
        return this;
    }

    @Override
    public Future<Void> close() {
        return source.close();
    }

    @Override
    public StoredBytes pause() {
        source.pause();
        return this;
    }

    @Override
    public StoredBytes resume() {
        source.resume();
        return this;
    }

    @Override
    public StoredBytes fetch(long amount) {
        source.fetch(amount);
        return this;
    }

    @Override
    public StoredBytes endHandler(Handler<Void> handler) {
        source.endHandler(handler);
        return this;
    }

    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves a copy.
    private void take(Buffer bytes, Handler<Buffer> next) {
        if (broken) {
            return;
        }
        crc.update(bytes.getByteBuf().nioBuffer());
        left -= bytes.length();
        if (left > 0 || crc.getValue() == crc32) {
            next.handle(bytes);
            return;
        }
        broken = true;
        Handler<Throwable> told = exceptionHandler;
        source.close();
        mismatch.run();
        told.handle(new WaybillException(
                ErrorCode.CORRUPT, "The stored bytes of a file in this archive are not what was acknowledged."));
    }
}

package io.waybill.transfer.testing;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoredBytes;

/** A stretch of an object whose store goes away where the stretch should end. */
final class BreakingBytes implements StoredBytes {
    private final StoredBytes source;
    private Handler<Throwable> exceptionHandler;

    BreakingBytes(StoredBytes source) {
        this.source = source;
    }

    @Override
    public Future<Void> close() {
        return source.close();
    }

    @Override
    public StoredBytes exceptionHandler(Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public StoredBytes handler(Handler<Buffer> handler) {
        source.handler(handler);
        return this;
    }

    @Override
    public StoredBytes endHandler(Handler<Void> handler) {
        source.endHandler(end ->
                exceptionHandler.handle(new WaybillException(ErrorCode.STORE_UNAVAILABLE, "Asked for by the test.")));
        return this;
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
}

package io.waybill.transfer.storage.s3;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.storage.StoredBytes;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stretch of no bytes: it ends as soon as it is asked for something. */
final class NoStoredBytes implements StoredBytes {
    private final Context context;
    private final AtomicBoolean over = new AtomicBoolean();
    private Handler<Void> endHandler = ignored -> {};

    NoStoredBytes(Context context) {
        this.context = context;
    }

    @Override
    public Future<Void> close() {
        over.set(true);
        return Future.succeededFuture();
    }

    @Override
    public StoredBytes exceptionHandler(Handler<Throwable> handler) {
        return this;
    }

    @Override
    public StoredBytes handler(Handler<Buffer> handler) {
        return this;
    }

    @Override
    public StoredBytes pause() {
        return this;
    }

    @Override
    public StoredBytes resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public StoredBytes fetch(long amount) {
        context.runOnContext(now -> {
            if (over.compareAndSet(false, true)) {
                endHandler.handle(null);
            }
        });
        return this;
    }

    @Override
    public StoredBytes endHandler(Handler<Void> handler) {
        endHandler = handler == null ? ignored -> {} : handler;
        return this;
    }
}

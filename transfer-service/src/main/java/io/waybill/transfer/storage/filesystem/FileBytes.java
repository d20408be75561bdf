package io.waybill.transfer.storage.filesystem;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.storage.StoredBytes;
import java.io.IOException;

/**
 * Stretches of files as a stream. One read of 256 KiB is under way while one buffer waits to be taken: never more, however
 * slow the reader is. Reads run on the store's workers, handlers on the reader's context.
 */
final class FileBytes implements StoredBytes {
    private final Context context;
    private final WorkerExecutor workers;
    private final SliceReader reader;
    private final Promise<Void> freed = Promise.promise();

    private long demand;
    private boolean reading;
    private boolean over;
    private Buffer ready;
    private Handler<Buffer> handler = ignored -> {};
    private Handler<Void> endHandler = ignored -> {};
    private Handler<Throwable> exceptionHandler = ignored -> {};

    FileBytes(Context context, WorkerExecutor workers, SliceReader reader) {
        this.context = context;
        this.workers = workers;
        this.reader = reader;
    }

    @Override
    public StoredBytes exceptionHandler(Handler<Throwable> handler) {
        exceptionHandler = handler == null ? ignored -> {} : handler;
        return this;
    }

    @Override
    public StoredBytes handler(Handler<Buffer> handler) {
        this.handler = handler == null ? ignored -> {} : handler;
        return this;
    }

    @Override
    public StoredBytes endHandler(Handler<Void> handler) {
        endHandler = handler == null ? ignored -> {} : handler;
        return this;
    }

    @Override
    public synchronized StoredBytes pause() {
        demand = 0;
        return this;
    }

    @Override
    public StoredBytes resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public StoredBytes fetch(long amount) {
        synchronized (this) {
            demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        }
        context.runOnContext(now -> advance());
        return this;
    }

    @Override
    public Future<Void> close() {
        synchronized (this) {
            over = true;
            ready = null;
        }
        context.runOnContext(now -> free());
        return freed.future();
    }

    /** On the context: hands over what was read, as far as the reader wants it, and reads on. */
    private void advance() {
        Buffer next = takeWanted();
        while (next != null) {
            if (next.length() == 0) {
                finish();
                endHandler.handle(null);
                return;
            }
            readAhead();
            handler.handle(next);
            next = takeWanted();
        }
        readAhead();
    }

    private synchronized Buffer takeWanted() {
        if (over || ready == null || (demand == 0 && ready.length() > 0)) {
            return null;
        }
        Buffer taken = ready;
        ready = null;
        if (demand < Long.MAX_VALUE && taken.length() > 0) {
            demand--;
        }
        return taken;
    }

    private void readAhead() {
        synchronized (this) {
            if (over || reading || ready != null || demand == 0) {
                return;
            }
            reading = true;
        }
        workers.executeBlocking(reader::read, false)
                .onComplete(read -> context.runOnContext(now -> {
                    synchronized (this) {
                        reading = false;
                        ready = over ? null : read.result();
                    }
                    if (isOver()) {
                        free();
                    } else if (read.failed()) {
                        finish();
                        exceptionHandler.handle(FileFailures.toWaybill(read.cause()));
                    } else {
                        advance();
                    }
                }));
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void finish() {
        synchronized (this) {
            over = true;
        }
        free();
    }

    private void free() {
        synchronized (this) {
            if (reading || freed.future().isComplete()) {
                return;
            }
        }
        try {
            reader.close();
        } catch (IOException alreadyUseless) {
            // It was only read from.
        }
        freed.tryComplete();
    }
}

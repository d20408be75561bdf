package io.waybill.transfer.storage.s3;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.wire.ReadSize;
import io.waybill.transfer.storage.StoredBytes;
import java.time.Duration;

/**
 * The body of one GET. A reader that pauses stops the store's sending; a store that is silent for the time-out while the
 * reader wants more is unavailable.
 */
final class S3Bytes implements StoredBytes {
    private final Vertx vertx;
    private final HttpClientResponse answer;
    private final long silenceMillis;

    private long left;
    private long demand;
    private long watch = -1;
    private boolean over;
    private Handler<Buffer> handler = ignored -> {};
    private Handler<Void> endHandler = ignored -> {};
    private Handler<Throwable> exceptionHandler = ignored -> {};

    S3Bytes(Vertx vertx, HttpClientResponse answer, long sizeBytes, Duration silence) {
        this.vertx = vertx;
        this.answer = answer;
        this.left = sizeBytes;
        this.silenceMillis = silence.toMillis();
        ReadSize.onItsWay(answer.request().connection(), true);
        answer.handler(this::take).endHandler(end -> end()).exceptionHandler(this::fail);
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
    public StoredBytes pause() {
        synchronized (this) {
            demand = 0;
            stopWatching();
        }
        answer.pause();
        return this;
    }

    @Override
    public StoredBytes resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public StoredBytes fetch(long amount) {
        synchronized (this) {
            if (over) {
                return this;
            }
            demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
            watchAgain();
        }
        answer.fetch(amount);
        return this;
    }

    @Override
    public Future<Void> close() {
        if (finish()) {
            answer.request().reset();
        }
        return Future.succeededFuture();
    }

    private void take(Buffer bytes) {
        synchronized (this) {
            if (over) {
                return;
            }
            left -= bytes.length();
            demand = demand == Long.MAX_VALUE ? demand : Math.max(0, demand - 1);
            watchAgain();
        }
        handler.handle(bytes);
    }

    private void end() {
        if (left != 0) {
            fail(new WaybillException(ErrorCode.CORRUPT, "The object store gave fewer bytes than it promised."));
        } else if (finish()) {
            endHandler.handle(null);
        }
    }

    private void fail(Throwable failure) {
        if (finish()) {
            answer.request().reset();
            exceptionHandler.handle(S3Reads.unavailableUnlessKnown(failure));
        }
    }

    private synchronized boolean finish() {
        boolean first = !over;
        over = true;
        stopWatching();
        if (first) {
            ReadSize.onItsWay(answer.request().connection(), false);
        }
        return first;
    }

    private void watchAgain() {
        stopWatching();
        if (demand > 0 && !over) {
            watch = vertx.setTimer(
                    silenceMillis,
                    silent -> fail(new WaybillException(
                            ErrorCode.STORE_UNAVAILABLE, "The object store stopped sending: try again shortly.")));
        }
    }

    private void stopWatching() {
        if (watch >= 0) {
            vertx.cancelTimer(watch);
            watch = -1;
        }
    }
}

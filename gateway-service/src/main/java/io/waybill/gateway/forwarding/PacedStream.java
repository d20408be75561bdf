package io.waybill.gateway.forwarding;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.waybill.gateway.exchange.Pace;
import java.util.concurrent.TimeUnit;

/** A stream that is full for as long as its pace says. Used on one event loop. */
final class PacedStream implements WriteStream<Buffer> {
    private final WriteStream<Buffer> stream;
    private final Pace pace;
    private final Vertx vertx;
    private boolean held;
    private Handler<Void> whenDrained;

    private PacedStream(WriteStream<Buffer> stream, Pace pace, Vertx vertx) {
        this.stream = stream;
        this.pace = pace;
        this.vertx = vertx;
    }

    /** {@code stream}, no faster than {@code pace}. */
    static WriteStream<Buffer> of(WriteStream<Buffer> stream, Pace pace) {
        return pace == Pace.FREE
                ? stream
                : new PacedStream(stream, pace, Vertx.currentContext().owner());
    }

    @Override
    public Future<Void> write(Buffer bytes) {
        Future<Void> written = stream.write(bytes);
        slowDown(bytes);
        return written;
    }

    @Override
    public void write(Buffer bytes, Handler<AsyncResult<Void>> whenWritten) {
        stream.write(bytes, whenWritten);
        slowDown(bytes);
    }

    private void slowDown(Buffer bytes) {
        long wait = pace.spend(bytes.length());
        if (wait > 0 && !held) {
            held = true;
            vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(wait) + 1, over -> {
                held = false;
                drained();
            });
        }
    }

    private void drained() {
        if (whenDrained != null && !writeQueueFull()) {
            whenDrained.handle(null);
        }
    }

    @Override
    public boolean writeQueueFull() {
        return held || stream.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
        whenDrained = handler;
        stream.drainHandler(handler == null ? null : drained -> drained());
        return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
        stream.exceptionHandler(handler);
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        stream.setWriteQueueMaxSize(maxSize);
        return this;
    }

    @Override
    public void end(Handler<AsyncResult<Void>> whenEnded) {
        stream.end(whenEnded);
    }
}

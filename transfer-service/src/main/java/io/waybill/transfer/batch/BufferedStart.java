package io.waybill.transfer.batch;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.transfer.upload.BodyChunks;

/**
 * A stream whose first bytes have been read to see whether it is short: all of it when it is, the start and then the rest
 * when it is not.
 */
final class BufferedStart implements ReadStream<Buffer> {
    private final BodyChunks source;
    private final Buffer start = Buffer.buffer();
    private final int limit;
    private boolean whole;
    private boolean startSent;
    private boolean reading;
    private boolean over;
    private long demand;
    private Handler<Buffer> handler = bytes -> {};
    private Handler<Void> ended = end -> {};
    private Handler<Throwable> broken = failure -> {};

    private BufferedStart(ReadStream<Buffer> source, int limit) {
        this.source = new BodyChunks(source);
        this.limit = limit;
    }

    /** Reads until the end, or until it is clear that there are more than {@code limit} bytes. */
    static Future<BufferedStart> of(ReadStream<Buffer> source, int limit) {
        BufferedStart stream = new BufferedStart(source, limit);
        Promise<BufferedStart> read = Promise.promise();
        stream.fill(read);
        return read.future();
    }

    /** All bytes, when there are no more than the limit; else null. */
    Long length() {
        return whole ? Long.valueOf(start.length()) : null;
    }

    /** Whether all of it, or its failure, has been handed on. */
    boolean isOver() {
        return over;
    }

    private void fill(Promise<BufferedStart> read) {
        source.next().onComplete(next -> {
            if (next.failed()) {
                read.fail(next.cause());
            } else if (next.result().isEmpty()) {
                whole = true;
                read.complete(this);
            } else {
                start.appendBuffer(next.result().get());
                if (start.length() > limit) {
                    read.complete(this);
                } else {
                    fill(read);
                }
            }
        });
    }

    @Override
    public BufferedStart exceptionHandler(Handler<Throwable> newHandler) {
        broken = newHandler == null ? failure -> {} : newHandler;
        return this;
    }

    @Override
    public BufferedStart handler(Handler<Buffer> newHandler) {
        handler = newHandler == null ? bytes -> {} : newHandler;
        return this;
    }

    @Override
    public BufferedStart endHandler(Handler<Void> newHandler) {
        ended = newHandler == null ? end -> {} : newHandler;
        return this;
    }

    @Override
    public BufferedStart pause() {
        demand = 0;
        return this;
    }

    @Override
    public BufferedStart resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public BufferedStart fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        pump();
        return this;
    }

    private void pump() {
        if (reading || over || demand == 0) {
            return;
        }
        if (!startSent && start.length() > 0) {
            startSent = true;
            send(start);
        } else if (whole) {
            over = true;
            ended.handle(null);
        } else {
            reading = true;
            source.next().onComplete(next -> {
                reading = false;
                if (next.failed()) {
                    over = true;
                    broken.handle(next.cause());
                } else if (next.result().isEmpty()) {
                    over = true;
                    ended.handle(null);
                } else {
                    send(next.result().get());
                }
            });
        }
    }

    private void send(Buffer bytes) {
        demand = demand == Long.MAX_VALUE ? demand : demand - 1;
        handler.handle(bytes);
        pump();
    }
}

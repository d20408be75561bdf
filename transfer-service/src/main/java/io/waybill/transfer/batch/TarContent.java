package io.waybill.transfer.batch;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** The content of one entry of a tar stream, as a stream of its own: nothing is read that is not asked for. */
final class TarContent implements ReadStream<Buffer> {
    private final TarEntries entries;
    private long left;
    private long demand;
    private boolean reading;
    private boolean over;
    private Handler<Buffer> handler = bytes -> {};
    private Handler<Void> ended = end -> {};
    private Handler<Throwable> broken = failure -> {};

    TarContent(TarEntries entries, long size) {
        this.entries = entries;
        this.left = size;
    }

    @Override
    public TarContent exceptionHandler(Handler<Throwable> newHandler) {
        broken = newHandler == null ? failure -> {} : newHandler;
        return this;
    }

    @Override
    public TarContent handler(Handler<Buffer> newHandler) {
        handler = newHandler == null ? bytes -> {} : newHandler;
        return this;
    }

    @Override
    public TarContent endHandler(Handler<Void> newHandler) {
        ended = newHandler == null ? end -> {} : newHandler;
        return this;
    }

    @Override
    public TarContent pause() {
        demand = 0;
        return this;
    }

    @Override
    public TarContent resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public TarContent fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        pump();
        return this;
    }

    private void pump() {
        if (reading || over || demand == 0) {
            return;
        }
        if (left == 0) {
            over = true;
            ended.handle(null);
            return;
        }
        reading = true;
        entries.read(left).onComplete(read -> {
            reading = false;
            if (read.failed()) {
                over = true;
                broken.handle(read.cause());
                return;
            }
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            left -= read.result().length();
            handler.handle(read.result());
            pump();
        });
    }
}

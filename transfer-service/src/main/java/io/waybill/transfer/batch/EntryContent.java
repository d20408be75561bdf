package io.waybill.transfer.batch;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.function.Supplier;

/** The content of one file of a batch, as a stream of its own: nothing is read that is not asked for. */
final class EntryContent implements ReadStream<Buffer> {
    private final Supplier<Future<Optional<Buffer>>> source;
    private long demand;
    private boolean reading;
    private boolean over;
    private Handler<Buffer> handler = bytes -> {};
    private Handler<Void> ended = end -> {};
    private Handler<Throwable> broken = failure -> {};

    /** What {@code source} gives, until that is empty. */
    EntryContent(Supplier<Future<Optional<Buffer>>> source) {
        this.source = source;
    }

    @Override
    public EntryContent exceptionHandler(Handler<Throwable> newHandler) {
        broken = newHandler == null ? failure -> {} : newHandler;
        return this;
    }

    @Override
    public EntryContent handler(Handler<Buffer> newHandler) {
        handler = newHandler == null ? bytes -> {} : newHandler;
        return this;
    }

    @Override
    public EntryContent endHandler(Handler<Void> newHandler) {
        ended = newHandler == null ? end -> {} : newHandler;
        return this;
    }

    @Override
    public EntryContent pause() {
        demand = 0;
        return this;
    }

    @Override
    public EntryContent resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public EntryContent fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        pump();
        return this;
    }

    private void pump() {
        if (reading || over || demand == 0) {
            return;
        }
        reading = true;
        source.get().onComplete(read -> {
            reading = false;
            if (read.failed()) {
                over = true;
                broken.handle(read.cause());
                return;
            }
            if (read.result().isEmpty()) {
                over = true;
                ended.handle(null);
                return;
            }
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            handler.handle(read.result().get());
            pump();
        });
    }
}

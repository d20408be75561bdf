package io.waybill.transfer.storage;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * A stretch of an object on its way to one reader, as {@link ObjectStore#read} gives it: paused at first, back-pressured,
 * ended by one end or one exception.
 *
 * <p>It holds a file or a connection until then. A reader that stops early must {@link #close()} it: {@code pipeTo} does
 * not when its target fails.
 */
public interface StoredBytes extends ReadStream<Buffer> {
    /**
     * Drops the rest and frees what the stream holds; no handler is called any more. Idempotent, also after the end.
     * From any thread. Completes when everything is freed and never fails.
     */
    Future<Void> close();

    @Override
    StoredBytes exceptionHandler(Handler<Throwable> handler);

    @Override
    StoredBytes handler(Handler<Buffer> handler);

    @Override
    StoredBytes pause();

    @Override
    StoredBytes resume();

    @Override
    StoredBytes fetch(long amount);

    @Override
    StoredBytes endHandler(Handler<Void> handler);
}

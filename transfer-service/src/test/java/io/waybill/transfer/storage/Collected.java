package io.waybill.transfer.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** Everything a stream gave, once it has ended. */
public final class Collected {
    private Collected() {}

    /** All bytes of {@code stream}, which is read to its end. */
    public static Future<byte[]> from(StoredBytes stream) {
        Promise<byte[]> all = Promise.promise();
        Buffer collected = Buffer.buffer();
        stream.handler(collected::appendBuffer)
                .exceptionHandler(all::tryFail)
                .endHandler(end -> all.tryComplete(collected.getBytes()))
                .resume();
        return all.future();
    }
}

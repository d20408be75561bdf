package io.waybill.transfer.download;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;

/** Bytes that never change and that can be had from any place on. */
public interface RangedContent {
    /** How many bytes it has. */
    long sizeBytes();

    /** Its strong entity tag, quotes included. */
    String etag();

    /** Its media type. */
    String mediaType();

    /** When it came to be. */
    Instant modifiedAt();

    /** Sets the fields that describe it, but for its tag, its length and what is said of ranges. */
    void describe(HttpServerResponse response);

    /**
     * Writes these bytes, as fast as they are taken; neither begins nor ends the answer. Fails when they cannot be read to
     * the last one.
     */
    Future<Void> write(ByteRange range, HttpServerResponse response);

    /** Writes these bytes and ends the answer. */
    default Future<Void> send(ByteRange range, HttpServerResponse response) {
        return write(range, response).compose(written -> response.end());
    }
}

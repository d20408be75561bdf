package io.waybill.transfer.download;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.api.StoredVersion;
import java.time.Instant;

/** The bytes of one version, as they are in the store. */
record StoredContent(StoredVersion stored, Representation shown, SendContent sender) implements RangedContent {
    @Override
    public long sizeBytes() {
        return stored.version().size();
    }

    @Override
    public String etag() {
        return stored.version().etag();
    }

    @Override
    public String mediaType() {
        return shown.mediaType();
    }

    @Override
    public Instant modifiedAt() {
        return stored.version().createdAt();
    }

    @Override
    public void describe(HttpServerResponse response) {
        shown.describe(response);
    }

    @Override
    public Future<Void> write(ByteRange range, HttpServerResponse response) {
        return sender.write(stored.storeKey(), range, response);
    }

    @Override
    public Future<Void> send(ByteRange range, HttpServerResponse response) {
        return sender.send(stored.storeKey(), range, response);
    }
}

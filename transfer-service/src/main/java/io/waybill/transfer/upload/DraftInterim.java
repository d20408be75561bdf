package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.kit.http.InterimResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The 104 (Upload Resumption Supported) of one request: where its upload is, then how far it has become durable, at most twice
 * a second. Silent to a client whose version takes none. For one Vert.x context.
 */
final class DraftInterim implements LongConsumer {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final HttpServerRequest request;
    private final DraftVersion version;
    private long toldAt = System.nanoTime() - PACE_NANOS;

    DraftInterim(HttpServerRequest request, DraftVersion version) {
        this.request = request;
        this.version = version;
    }

    /** Tells where the upload is, so that its client can go on after a break. */
    void announce(String location, String limits) {
        if (version.takesInterimResponses()) {
            MultiMap fields = fields().add("Location", location);
            if (version.knowsLimits()) {
                fields.add(DraftFields.LIMIT, limits);
            }
            send(fields);
        }
    }

    /** Tells that every byte before {@code offset} is durable. */
    @Override
    public void accept(long offset) {
        long now = System.nanoTime();
        if (version.takesProgress() && now - toldAt >= PACE_NANOS) {
            toldAt = now;
            send(fields().add(DraftFields.OFFSET, Long.toString(offset)));
        }
    }

    private MultiMap fields() {
        return MultiMap.caseInsensitiveMultiMap().add(DraftVersion.FIELD, Integer.toString(version.interop()));
    }

    private void send(MultiMap fields) {
        InterimResponse.send(request, InterimResponse.UPLOAD_RESUMPTION_SUPPORTED, fields);
    }
}

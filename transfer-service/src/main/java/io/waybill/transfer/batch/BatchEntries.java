package io.waybill.transfer.batch;

import io.vertx.core.Future;
import java.util.Optional;

/** The files in the body of one request, one after the other. */
interface BatchEntries {
    /**
     * The next file, empty after the last. Drops what was not read of the one before. Fails with {@code malformed_request}
     * where the body is broken.
     */
    Future<Optional<BatchEntry>> next();
}

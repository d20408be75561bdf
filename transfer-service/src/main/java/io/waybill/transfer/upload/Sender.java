package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.waybill.transfer.http.Fields;
import java.util.function.BooleanSupplier;

/**
 * Who sends the first bytes of an upload.
 *
 * @param bodyLength how many will come, or null while unknown
 * @param body what comes, paused
 * @param isGone whether the client has left
 */
record Sender(Long bodyLength, ReadStream<Buffer> body, BooleanSupplier isGone) {
    static Sender of(HttpServerRequest request) {
        return new Sender(Fields.contentLength(request), request, request.response()::closed);
    }
}

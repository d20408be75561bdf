package io.waybill.transfer.upload;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.coding.CodedBodies;
import io.waybill.transfer.coding.ContentCoding;
import io.waybill.transfer.http.Fields;

/**
 * The body of a request that sends a whole file or a whole part, without its content coding.
 *
 * @param length its bytes, or null while unknown
 * @param promised their digest, or null
 * @param bytes what comes
 */
record SentBody(Long length, Sha256 promised, ReadStream<Buffer> bytes) {
    /** The body of {@code request}: with a coding, its digest is in {@code Unencoded-Digest}, and the others are of the coded bytes. */
    static SentBody of(HttpServerRequest request, CodedBodies bodies) {
        ContentCoding coding = ContentCoding.of(request.headers());
        Sha256 sent = Fields.digest(request.headers());
        if (coding == ContentCoding.IDENTITY) {
            return new SentBody(Fields.contentLength(request), sent, request);
        }
        Sha256 promised = Fields.digest(request.headers(), "Unencoded-Digest");
        return new SentBody(null, promised, bodies.decoded(request, coding, sent));
    }
}

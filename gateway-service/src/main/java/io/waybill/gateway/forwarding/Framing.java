package io.waybill.gateway.forwarding;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.List;

/**
 * Refuses what the decoder lets through although a service could take it for another message (RFC 9112 §3.2, §6.3): any
 * transfer coding but {@code chunked} alone, a body of two lengths, more or less than one host.
 */
public final class Framing {
    private Framing() {}

    /**
     * Refuses a request whose end two readers could see at different places (RFC 9112 §6.3).
     *
     * @throws WaybillException {@code malformed_request}
     */
    public static void check(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaders.CONTENT_LENGTH);
        if (!codings.isEmpty() && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
            throw malformed("The only transfer coding that is taken is 'chunked'.");
        }
        if (lengths.size() + codings.size() > 1) {
            throw malformed("The length of the body is told more than once.");
        }
        if (!lengths.isEmpty() && !isLength(lengths.get(0))) {
            throw malformed("Content-Length is not a number of bytes.");
        }
        if (request.version() == HttpVersion.HTTP_1_1
                && headers.getAll(HttpHeaders.HOST).size() != 1) {
            throw malformed("A request has exactly one Host field.");
        }
    }

    private static boolean isLength(String value) {
        return !value.isEmpty() && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.http.HttpServerRequest;
import io.waybill.kit.identity.Caller;
import java.util.regex.Pattern;

/**
 * Where an upload comes from: told once, when it is opened.
 *
 * @param program what its owner signed in with, or null; known to the request that opens it, and kept in no row
 * @param address the network address that the gateway saw, or null
 * @param requestId the request that opened it, or null
 */
record UploadOrigin(String program, String address, String requestId) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final int MAX_CHARACTERS = 64;

    static UploadOrigin of(HttpServerRequest request, Caller caller) {
        return new UploadOrigin(
                caller.clientId(),
                address(request.getHeader("X-Forwarded-For")),
                cut(request.getHeader("X-Request-Id")));
    }

    /** Said by the gateway alone, which passes none of its clients' on; one of IPv6 may name an interface of its machine. */
    static String address(String field) {
        String address = field == null ? "" : field.split("%", 2)[0];
        return ADDRESS.matcher(address).matches() ? address : null;
    }

    private static String cut(String field) {
        return field == null || field.length() <= MAX_CHARACTERS ? field : field.substring(0, MAX_CHARACTERS);
    }
}

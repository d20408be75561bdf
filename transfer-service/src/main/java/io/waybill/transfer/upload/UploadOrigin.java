package io.waybill.transfer.upload;

import io.vertx.core.http.HttpServerRequest;
import io.waybill.kit.identity.Caller;
import java.util.regex.Pattern;

/**
 * Where an upload comes from: told once, when it is opened.
 *
 * @param program what its owner signed in with, or null
 * @param address the network address that the gateway saw, or null
 */
record UploadOrigin(String program, String address) {
    /** Of an upload that was opened before: nothing is kept of it here. */
    static final UploadOrigin TOLD = new UploadOrigin(null, null);

    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    static UploadOrigin of(HttpServerRequest request, Caller caller) {
        return new UploadOrigin(caller.clientId(), address(request.getHeader("X-Forwarded-For")));
    }

    /** Said by the gateway alone, which passes none of its clients' on; one of IPv6 may name an interface of its machine. */
    static String address(String field) {
        String address = field == null ? "" : field.split("%", 2)[0];
        return ADDRESS.matcher(address).matches() ? address : null;
    }
}

package io.waybill.gateway.websession;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A form of at most 32 KiB, as the body of a request. */
public final class SmallForm {
    private static final int MAX_BYTES = 32 * 1024;

    private SmallForm() {}

    /** The one value of {@code name}; fails with {@code too_large} or {@code malformed_request}. */
    public static Future<String> field(HttpServerRequest request, String name) {
        Promise<String> field = Promise.promise();
        Buffer received = Buffer.buffer();
        request.handler(bytes -> {
            received.appendBuffer(bytes);
            if (received.length() > MAX_BYTES) {
                field.tryFail(new WaybillException(ErrorCode.TOO_LARGE, "This form has at most 32 KiB."));
                request.handler(unwanted -> {});
            }
        });
        request.exceptionHandler(field::tryFail);
        request.endHandler(end -> complete(field, values(received.toString(StandardCharsets.UTF_8), name), name));
        request.resume();
        return field.future();
    }

    private static void complete(Promise<String> field, List<String> values, String name) {
        if (values.size() == 1) {
            field.tryComplete(values.get(0));
        } else {
            field.tryFail(new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "The body is a form with the field '" + name + "', once."));
        }
    }

    private static List<String> values(String form, String name) {
        List<String> values = new ArrayList<>();
        for (String field : form.split("&", -1)) {
            if (field.startsWith(name + "=")) {
                try {
                    values.add(URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException nonsense) {
                    return List.of();
                }
            }
        }
        return values;
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.Fields;
import java.util.Optional;
import java.util.regex.Pattern;

/** How urgent an upload is: 0 to {@value #HIGHEST}; where uploads have to wait, the highest goes first. */
public final class UploadPriority {
    /** What an upload has that says nothing. */
    public static final int USUAL = 5;

    private static final int HIGHEST = 10;
    private static final Pattern NUMBER = Pattern.compile("[0-9]|10");

    private UploadPriority() {}

    /**
     * What {@code ?priority=} says.
     *
     * @throws WaybillException {@code malformed_request}
     */
    public static int of(HttpServerRequest request) {
        String text = request.getParam("priority");
        return text == null ? USUAL : parse(text).orElseThrow(UploadPriority::malformed);
    }

    /**
     * A number that a client chose, or null.
     *
     * @throws WaybillException {@code malformed_request}
     */
    static int of(Integer number) {
        if (number != null && (number < 0 || number > HIGHEST)) {
            throw malformed();
        }
        return number == null ? USUAL : number;
    }

    /** A priority as text; empty where that is none. */
    static Optional<Integer> parse(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static WaybillException malformed() {
        return Fields.malformed("A priority is a number from 0 to 10.");
    }
}

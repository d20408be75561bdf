package io.waybill.gateway.forwarding;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Map;

/** How much header a request may have: 32 KiB, 128 fields. */
public final class HeaderLimits {
    static final int MAX_BYTES = 32 * 1024;
    static final int MAX_FIELDS = 128;

    private HeaderLimits() {}

    /**
     * Refuses a request with more or longer fields than a service behind would take.
     *
     * @throws WaybillException {@code headers_too_large} with {@code limitBytes} and {@code limitFields}
     */
    public static void check(MultiMap headers) {
        int bytes = 0;
        int fields = 0;
        for (Map.Entry<String, String> field : headers) {
            bytes += field.getKey().length() + field.getValue().length() + 4;
            fields++;
        }
        if (bytes > MAX_BYTES || fields > MAX_FIELDS) {
            throw new WaybillException(
                            ErrorCode.HEADERS_TOO_LARGE,
                            "The header fields take %d bytes in %d fields; send fewer or shorter ones."
                                    .formatted(bytes, fields))
                    .with("limitBytes", MAX_BYTES)
                    .with("limitFields", MAX_FIELDS);
        }
    }
}

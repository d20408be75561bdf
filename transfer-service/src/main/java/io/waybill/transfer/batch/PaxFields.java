package io.waybill.transfer.batch;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The records of a pax extended header: {@code length key=value\n}, one after the other (POSIX.1-2001). */
final class PaxFields {
    private PaxFields() {}

    /**
     * Reads them.
     *
     * @throws io.waybill.contracts.error.WaybillException {@code malformed_request} when they are none
     */
    static Map<String, String> parse(byte[] bytes) {
        Map<String, String> fields = new HashMap<>();
        int at = 0;
        while (at < bytes.length) {
            int blank = indexOf(bytes, ' ', at);
            int length = length(bytes, at, blank);
            int end = at + length;
            int equals = indexOf(bytes, '=', blank + 1);
            if (end > bytes.length || equals >= end || bytes[end - 1] != '\n') {
                throw broken();
            }
            fields.put(
                    new String(bytes, blank + 1, equals - blank - 1, StandardCharsets.UTF_8),
                    new String(bytes, equals + 1, end - 1 - equals - 1, StandardCharsets.UTF_8));
            at = end;
        }
        return fields;
    }

    private static int length(byte[] bytes, int from, int to) {
        try {
            int length = Integer.parseUnsignedInt(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
            if (length > to - from + 2) {
                return length;
            }
        } catch (NumberFormatException noNumber) {
            // the same answer as for a length that is too small
        }
        throw broken();
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw broken();
    }

    private static RuntimeException broken() {
        return TarHeader.malformed("An extended header in the tar stream is broken.");
    }
}

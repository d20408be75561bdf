package io.waybill.metadata.catalog;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import java.text.Normalizer;

/**
 * A stretch of the ordered list of paths: those that begin with a prefix. Compared as bytes of UTF-8, which is the order of code
 * points; no character of a prefix means anything but itself.
 *
 * @param from the prefix; the first path that may be in it
 * @param below the first path that is no longer in it; the greatest possible one when nothing ends it
 */
public record PathRange(String from, String below) {
    private static final String GREATEST = new String(Character.toChars(Character.MAX_CODE_POINT));

    /**
     * Paths that begin with {@code prefix}; null for all.
     *
     * @throws WaybillException {@code malformed_request} when no path can begin so
     */
    public static PathRange of(String prefix) {
        String start = normalised(prefix);
        return new PathRange(start, successor(start));
    }

    private static String normalised(String prefix) {
        if (prefix == null) {
            return "";
        }
        boolean holdsControl = prefix.codePoints()
                .anyMatch(
                        c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE);
        if (holdsControl || prefix.length() > FilePath.MAX_BYTES) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST,
                    "No path can begin with this prefix: it is too long or holds a control character.");
        }
        return Normalizer.normalize(prefix.startsWith("/") ? prefix.substring(1) : prefix, Normalizer.Form.NFC);
    }

    /** The least string that is greater than every string which begins with {@code prefix}. */
    private static String successor(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1;
                boolean surrogate = next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE;
                return prefix.substring(0, end) + Character.toString(surrogate ? Character.MAX_SURROGATE + 1 : next);
            }
        }
        return GREATEST + GREATEST;
    }
}

package io.waybill.transfer.upload;

import java.util.Arrays;

/** {@code If-Match} and {@code If-None-Match} against a strong entity tag (RFC 9110 §13.1). */
public final class Preconditions {
    private Preconditions() {}

    /**
     * Whether both hold.
     *
     * @param ifMatch the field value, or null
     * @param ifNoneMatch the field value, or null
     * @param etag the current tag with its quotes, or null when nothing is there
     */
    public static boolean hold(String ifMatch, String ifNoneMatch, String etag) {
        return (ifMatch == null || names(ifMatch, etag, false))
                && (ifNoneMatch == null || !names(ifNoneMatch, etag, true));
    }

    /**
     * Whether a list of tags names {@code etag}.
     *
     * @param weak whether {@code W/} is ignored (RFC 9110 §8.8.3.2)
     */
    public static boolean names(String list, String etag, boolean weak) {
        if (etag == null) {
            return false;
        }
        return list.strip().equals("*")
                || Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .map(tag -> weak && tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(etag::equals);
    }
}

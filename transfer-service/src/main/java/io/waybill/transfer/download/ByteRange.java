package io.waybill.transfer.download;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One stretch of some content (RFC 9110 §14).
 *
 * @param first the index of its first byte
 * @param last the index of its last byte
 */
record ByteRange(long first, long last) {
    private static final Pattern ONE = Pattern.compile("(?i)bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /**
     * The range that {@code field} asks of {@code size} bytes. Empty for no field, another unit, several ranges or anything
     * not understood: the whole is a right answer then.
     *
     * @throws WaybillException {@code range_not_satisfiable} when the range lies outside
     */
    static Optional<ByteRange> parse(String field, long size) {
        Matcher one = ONE.matcher(field == null ? "" : field);
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (one.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(one.group(2)), size);
            return Optional.of(inside(size - suffix, size - 1, size));
        }
        long first = Long.parseLong(one.group(1));
        long last = one.group(2).isEmpty() ? size - 1 : Long.parseLong(one.group(2));
        if (last < first && !one.group(2).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(inside(first, Math.min(last, size - 1), size));
    }

    /** How many bytes it has. */
    long length() {
        return last - first + 1;
    }

    /** The value of {@code Content-Range}. */
    String contentRange(long size) {
        return "bytes " + first + '-' + last + '/' + size;
    }

    private static ByteRange inside(long first, long last, long size) {
        if (first >= size || last < first) {
            throw new WaybillException(ErrorCode.RANGE_NOT_SATISFIABLE, "The content has " + size + " bytes.")
                    .with("size", size);
        }
        return new ByteRange(first, last);
    }
}

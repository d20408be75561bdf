package io.waybill.transfer.download;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code Range} field (RFC 9110 §14.2). */
final class RangeField {
    /** The most ranges of one request: a page of a document needs a few, an attacker wants thousands. */
    static final int MAX_RANGES = 64;

    private static final Pattern BYTES = Pattern.compile("(?i)\\s*bytes\\s*=(.*)");
    private static final Pattern ONE = Pattern.compile("(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    private RangeField() {}

    /**
     * The ranges that {@code field} asks of {@code size} bytes, in its order; those that overlap or touch are one, at the place
     * of the first of them. Empty for no field, another unit or anything not understood: the whole is a right answer then.
     * Those that lie outside are passed over as long as another one does not.
     *
     * @throws WaybillException {@code range_not_satisfiable} when all lie outside, or are more than {@value #MAX_RANGES}
     */
    static List<ByteRange> parse(String field, long size) {
        Matcher bytes = BYTES.matcher(field == null ? "" : field);
        if (!bytes.matches()) {
            return List.of();
        }
        List<Asked> asked = new ArrayList<>();
        for (String piece : bytes.group(1).split(",", -1)) {
            if (piece.isBlank()) {
                continue;
            }
            Optional<Asked> one = Asked.parse(piece.strip());
            if (one.isEmpty()) {
                return List.of();
            }
            asked.add(one.get());
        }
        return asked.isEmpty() ? List.of() : satisfiable(asked, size);
    }

    private static List<ByteRange> satisfiable(List<Asked> asked, long size) {
        if (asked.size() > MAX_RANGES) {
            throw refused("At most " + MAX_RANGES + " ranges are given at once: ask for fewer.", size);
        }
        List<ByteRange> ranges = new ArrayList<>();
        for (Asked one : asked) {
            one.of(size).ifPresent(range -> add(ranges, range));
        }
        if (ranges.isEmpty()) {
            throw refused("The content has " + size + " bytes.", size);
        }
        return ranges;
    }

    /** A range may join several that were apart before. */
    private static void add(List<ByteRange> ranges, ByteRange more) {
        ByteRange grown = more;
        int place = ranges.size();
        for (int i = ranges.size() - 1; i >= 0; i--) {
            if (ranges.get(i).touches(grown)) {
                grown = grown.with(ranges.remove(i));
                place = i;
                i = ranges.size();
            }
        }
        ranges.add(Math.min(place, ranges.size()), grown);
    }

    private static WaybillException refused(String detail, long size) {
        return new WaybillException(ErrorCode.RANGE_NOT_SATISFIABLE, detail).with("size", size);
    }

    /** One range as it was asked for; at least one end is there. */
    private record Asked(Long first, Long last) {
        static Optional<Asked> parse(String text) {
            Matcher one = ONE.matcher(text);
            if (!one.matches()) {
                return Optional.empty();
            }
            Asked asked = new Asked(number(one.group(1)), number(one.group(2)));
            boolean backwards = asked.first != null && asked.last != null && asked.last < asked.first;
            boolean empty = asked.first == null && asked.last == null;
            return empty || backwards ? Optional.empty() : Optional.of(asked);
        }

        Optional<ByteRange> of(long size) {
            long from = first == null ? size - Math.min(last, size) : first;
            long to = first == null || last == null ? size - 1 : Math.min(last, size - 1);
            return from <= to ? Optional.of(new ByteRange(from, to)) : Optional.empty();
        }

        private static Long number(String digits) {
            return digits.isEmpty() ? null : Long.valueOf(digits);
        }
    }
}

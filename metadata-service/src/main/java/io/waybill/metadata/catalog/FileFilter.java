package io.waybill.metadata.catalog;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files a list shows; null means any.
 *
 * @param name what the name holds somewhere, whatever the case of its letters
 * @param type a media type without parameters, or all of a kind: {@code image/*}
 * @param tag one that it has
 * @param minSizeBytes the least size
 * @param maxSizeBytes the greatest size
 * @param modifiedFrom the first moment
 * @param modifiedBefore the moment after the last
 */
public record FileFilter(
        String name,
        String type,
        String tag,
        Long minSizeBytes,
        Long maxSizeBytes,
        OffsetDateTime modifiedFrom,
        OffsetDateTime modifiedBefore) {
    private static final FileFilter NONE = new FileFilter(null, null, null, null, null, null, null);
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final int TRIGRAM = 3;
    private static final Pattern TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,127}/(?:\\*|[A-Za-z0-9!#$&^_.+-]{1,127})");

    /**
     * Reads the parameters of a request.
     *
     * @param parameter gives the value of a name, or null
     * @throws WaybillException {@code malformed_request} naming the parameter
     */
    static FileFilter of(UnaryOperator<String> parameter) {
        return new FileFilter(
                name("name", parameter.apply("name")),
                type(parameter.apply("type")),
                name("tag", parameter.apply("tag")),
                size("minSize", parameter.apply("minSize")),
                size("maxSize", parameter.apply("maxSize")),
                moment("modifiedFrom", parameter.apply("modifiedFrom")),
                moment("modifiedBefore", parameter.apply("modifiedBefore")));
    }

    /** Whether every file passes. */
    boolean isOpen() {
        return equals(NONE);
    }

    /** Whether an index of the owner's files has what this one filter lets through in one stretch. */
    boolean isOrdered() {
        return name == null && tag == null;
    }

    /**
     * Each of these filters by itself, if an index finds what it lets through. Names of one or two characters are in none: they
     * have no trigram.
     */
    List<FileFilter> indexed() {
        return Stream.of(
                        new FileFilter(null, null, tag, null, null, null, null),
                        new FileFilter(null, null, null, minSizeBytes, maxSizeBytes, null, null),
                        new FileFilter(null, null, null, null, null, modifiedFrom, modifiedBefore),
                        new FileFilter(null, type, null, null, null, null, null),
                        new FileFilter(hasTrigram() ? name : null, null, null, null, null, null, null))
                .filter(one -> !one.isOpen())
                .toList();
    }

    private boolean hasTrigram() {
        return name != null && name.codePointCount(0, name.length()) >= TRIGRAM;
    }

    private static String name(String parameter, String value) {
        if (value == null) {
            return null;
        }
        boolean unspeakable = value.codePoints()
                .anyMatch(
                        c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE);
        if (value.isEmpty() || value.length() > MAX_NAME_CHARACTERS || unspeakable) {
            throw malformed(
                    "The " + parameter + " is 1 to " + MAX_NAME_CHARACTERS + " characters without control characters.");
        }
        return Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    private static String type(String value) {
        if (value != null && !TYPE.matcher(value).matches()) {
            throw malformed("The type is a media type such as image/png, or a kind such as image/*.");
        }
        return value;
    }

    private static Long size(String parameter, String value) {
        try {
            if (value == null || Long.parseLong(value) >= 0) {
                return value == null ? null : Long.valueOf(value);
            }
        } catch (NumberFormatException notANumber) {
            // the same answer as for a number out of range
        }
        throw malformed("The " + parameter + " is a number of bytes from 0.");
    }

    private static OffsetDateTime moment(String parameter, String value) {
        try {
            return value == null ? null : bounded(Instant.parse(value));
        } catch (DateTimeParseException noMoment) {
            throw malformed("The " + parameter + " is a moment such as 2026-11-20T12:00:00Z.");
        }
    }

    /** Within what the database can hold: nothing was modified outside. */
    private static OffsetDateTime bounded(Instant moment) {
        Instant first = Instant.EPOCH;
        Instant last = Instant.parse("9999-12-31T23:59:59Z");
        Instant within = moment.isBefore(first) ? first : moment.isAfter(last) ? last : moment;
        return OffsetDateTime.ofInstant(within, ZoneOffset.UTC);
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}

package io.waybill.metadata.catalog;

import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;

/** What a list of files is ordered by; files that are equal in it follow each other by their ids. */
public enum FileOrder {
    /** The path, as bytes of UTF-8. The default. */
    NAME("path"),
    /** Bytes of the head version. */
    SIZE("size"),
    /** When the head version became visible. */
    MODIFIED("modified_at");

    private final String column;

    FileOrder(String column) {
        this.column = column;
    }

    /**
     * Reads it from a request; null means {@link #NAME}.
     *
     * @throws WaybillException {@code malformed_request} for another word
     */
    public static FileOrder of(String word) {
        return Arrays.stream(values())
                .filter(order -> word == null ? order == NAME : order.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new WaybillException(
                        ErrorCode.MALFORMED_REQUEST, "A list is sorted by name, size or modified."));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String column() {
        return column;
    }

    /** What this order sees in a file, as a cursor carries it. */
    String key(FileFacts facts) {
        return switch (this) {
            case NAME -> facts.path();
            case SIZE -> String.valueOf(facts.size());
            case MODIFIED -> facts.modifiedAt().toString();
        };
    }

    /**
     * The key of a cursor as the database compares it.
     *
     * @throws WaybillException {@code invalid_cursor} when it is none of this order
     */
    Object value(String key) {
        try {
            return switch (this) {
                case NAME -> new FilePath(key).value();
                case SIZE -> Long.valueOf(key);
                case MODIFIED -> OffsetDateTime.ofInstant(Instant.parse(key), ZoneOffset.UTC);
            };
        } catch (NumberFormatException | DateTimeException | WaybillException broken) {
            throw PageRequest.invalidCursor();
        }
    }
}

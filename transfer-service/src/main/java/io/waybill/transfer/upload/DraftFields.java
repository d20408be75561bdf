package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;
import io.waybill.transfer.structured.StructuredField;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** The fields of the IETF's resumable uploads. A value of another type is no value: the field is ignored, as the draft says. */
final class DraftFields {
    static final String COMPLETE = "Upload-Complete";
    static final String INCOMPLETE = "Upload-Incomplete";
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String LIMIT = "Upload-Limit";
    static final String PARTIAL_UPLOAD = "application/partial-upload";

    private DraftFields() {}

    /** A count of bytes, or another number that is not negative. */
    static Optional<Long> integer(MultiMap headers, String field) {
        return item(headers, field, Long.class).filter(number -> number >= 0);
    }

    /** Whether the file is complete with this message, in the words of {@code version}; empty when it does not say. */
    static Optional<Boolean> completeness(MultiMap headers, DraftVersion version) {
        return version.saysIncomplete()
                ? item(headers, INCOMPLETE, Boolean.class).map(incomplete -> !incomplete)
                : item(headers, COMPLETE, Boolean.class);
    }

    private static <T> Optional<T> item(MultiMap headers, String field, Class<T> type) {
        List<String> lines = headers.getAll(field);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            Object value = StructuredField.item(String.join(", ", lines));
            return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
        } catch (ParseException ignored) {
            return Optional.empty();
        }
    }
}

package io.waybill.transfer.upload;

import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.Parameters;
import java.util.Map;
import java.util.Optional;

/** The file name in a {@code Content-Disposition} (RFC 6266): of {@code filename*} in UTF-8, or else of {@code filename}. */
final class ContentDisposition {
    private ContentDisposition() {}

    /**
     * The last segment of the name; empty when none is given.
     *
     * @param field the field's value, or null
     */
    static Optional<String> fileName(String field) {
        if (field == null) {
            return Optional.empty();
        }
        Map<String, String> parameters = Parameters.of(field);
        String extended = parameters.get("filename*");
        String name = extended == null ? parameters.get("filename") : decode(extended);
        return Optional.ofNullable(name)
                .map(path -> path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
                .filter(last -> !last.isBlank());
    }

    private static String decode(String value) {
        int language = value.indexOf('\'');
        int data = value.indexOf('\'', language + 1);
        if (language < 0 || data < 0 || !value.substring(0, language).equalsIgnoreCase("utf-8")) {
            throw Fields.malformed("filename* is UTF-8''name, percent-encoded.");
        }
        return Fields.decode(value.substring(data + 1));
    }
}

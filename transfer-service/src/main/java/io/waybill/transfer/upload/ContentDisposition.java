package io.waybill.transfer.upload;

import io.waybill.transfer.http.Fields;
import java.util.Locale;
import java.util.Optional;

/** The file name in a {@code Content-Disposition} (RFC 6266): of {@code filename*} in UTF-8, or else of {@code filename}. */
final class ContentDisposition {

    private final String text;
    private int at;
    private String plain;
    private String extended;

    private ContentDisposition(String text) {
        this.text = text;
    }

    /**
     * The last segment of the name; empty when none is given.
     *
     * @param field the field's value, or null
     */
    static Optional<String> fileName(String field) {
        if (field == null) {
            return Optional.empty();
        }
        ContentDisposition disposition = new ContentDisposition(field);
        disposition.read();
        String name = disposition.extended != null ? disposition.extended : disposition.plain;
        return Optional.ofNullable(name)
                .map(path -> path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
                .filter(last -> !last.isBlank());
    }

    private void read() {
        until(";");
        while (at < text.length()) {
            at++;
            String name = until("=;").strip().toLowerCase(Locale.ROOT);
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                parameter(name, value());
            }
        }
    }

    private void parameter(String name, String value) {
        if (name.equals("filename")) {
            plain = value;
        } else if (name.equals("filename*")) {
            extended = decode(value);
        }
    }

    private String value() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at == text.length() || text.charAt(at) != '"') {
            return until(";").strip();
        }
        StringBuilder quoted = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            quoted.append(text.charAt(at));
        }
        until(";");
        return quoted.toString();
    }

    private String until(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
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

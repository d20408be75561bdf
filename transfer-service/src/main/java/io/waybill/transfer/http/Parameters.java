package io.waybill.transfer.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The parameters behind the first word of a field, such as {@code form-data; name="a"} (RFC 9110 §5.6.6). */
public final class Parameters {
    private final String text;
    private int at;

    private Parameters(String text) {
        this.text = text;
    }

    /** Their values by their names, which are in lower case; of a repeated one the first. */
    public static Map<String, String> of(String field) {
        return new Parameters(field).read();
    }

    private Map<String, String> read() {
        Map<String, String> values = new HashMap<>();
        until(";");
        while (at < text.length()) {
            at++;
            String name = until("=;").strip().toLowerCase(Locale.ROOT);
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                values.putIfAbsent(name, value());
            }
        }
        return values;
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
}

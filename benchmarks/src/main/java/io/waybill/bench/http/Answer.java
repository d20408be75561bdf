package io.waybill.bench.http;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The final answer to a request.
 *
 * @param status of it
 * @param fields its header fields by lower-case name; of repeated ones the last
 * @param body its first 64 KiB; all of it when it is JSON
 * @param bodyBytes how long the body was
 */
public record Answer(int status, Map<String, String> fields, String body, long bodyBytes) {
    /** A field, or null. */
    public String field(String name) {
        return fields.get(name);
    }

    /** A field that is a number. */
    public OptionalLong number(String name) {
        String value = fields.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.trim()));
    }

    /**
     * This answer, when its status is one of these.
     *
     * @throws UnexpectedAnswer otherwise
     */
    public Answer require(String what, int... expected) {
        for (int good : expected) {
            if (status == good) {
                return this;
            }
        }
        throw new UnexpectedAnswer(what + " was answered " + status + ": " + body);
    }
}

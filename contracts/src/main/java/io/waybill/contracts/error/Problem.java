package io.waybill.contracts.error;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * The body of every failed request: {@code application/problem+json} (RFC 9457).
 *
 * @param type mostly {@code about:blank}: {@code code} tells problems apart; the type that IANA keeps where there is one
 * @param code the stable code a program decides on
 * @param title a short sentence, the same for every occurrence
 * @param status the HTTP status, repeated
 * @param detail this occurrence, and what to do next
 * @param instance the request id, to quote when asking for help
 * @param fields further members, such as {@code expected}, {@code actual}, {@code offset}
 */
@JsonPropertyOrder({"type", "code", "title", "status", "detail", "instance"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        ErrorCode code,
        String title,
        int status,
        String detail,
        String instance,
        @JsonAnyGetter Map<String, Object> fields) {
    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The problem a client sees for {@code failure}. */
    public static Problem of(WaybillException failure, String requestId) {
        ErrorCode code = failure.code();
        return new Problem(
                code.type(), code, code.title(), code.status(), failure.getMessage(), requestId, failure.fields());
    }
}

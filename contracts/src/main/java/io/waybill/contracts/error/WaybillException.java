package io.waybill.contracts.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A failure that a client will see as one RFC 9457 problem.
 *
 * <p>{@code detail} is written for the client: what happened and what to do next. It never holds a secret, a stack trace
 * or another component's message.
 */
public final class WaybillException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, Object> fields;

    /** A failure with no further fields. */
    public WaybillException(ErrorCode code, String detail) {
        this(code, detail, Map.of(), null);
    }

    /** A failure caused by {@code cause}, which is logged and never shown. */
    public WaybillException(ErrorCode code, String detail, Throwable cause) {
        this(code, detail, Map.of(), cause);
    }

    private WaybillException(ErrorCode code, String detail, Map<String, Object> fields, Throwable cause) {
        super(detail, cause);
        this.code = Objects.requireNonNull(code);
        this.fields = fields;
    }

    /** The same failure with one more field that helps the client, such as {@code expected} or {@code offset}. */
    public WaybillException with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new WaybillException(code, getMessage(), more, getCause());
    }

    /** What kind of failure this is. */
    public ErrorCode code() {
        return code;
    }

    /** Extension members of the problem, in the order they were added. */
    public Map<String, Object> fields() {
        return fields == null ? Map.of() : fields;
    }
}

package io.waybill.metadata.audit;

import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.Moments;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Which entries somebody wants, and may see: an admin all, everybody else those about their own things. */
final class AuditFilter {
    private static final String DONE = "ok";

    private final StringBuilder conditions = new StringBuilder("true");
    private final List<Object> values = new ArrayList<>();

    private AuditFilter() {}

    /**
     * Reads the parameters of a request.
     *
     * @throws WaybillException {@code malformed_request} naming the parameter
     */
    static AuditFilter of(Caller caller, UnaryOperator<String> parameter) {
        AuditFilter filter = new AuditFilter();
        if (!caller.isAdmin()) {
            filter.add("owner = ", caller.subject());
        }
        filter.text("actor = ", parameter.apply("actor"));
        filter.text("owner = ", parameter.apply("owner"));
        filter.text("action = ", parameter.apply("action"));
        String result = parameter.apply("result");
        filter.text("result = ", result);
        if (result != null && !result.equals(DONE)) {
            filter.conditions.append(" and result <> '" + DONE + "'"); // What the index over refusals is for.
        }
        String file = parameter.apply("file");
        if (file != null) {
            filter.add("file_id = ", id(file));
        }
        filter.instant("at >= ", "from", parameter.apply("from"));
        filter.instant("at < ", "to", parameter.apply("to"));
        return filter;
    }

    /** A page of them, the newest first, from below {@code below} on. */
    String sql(long below, int limit) {
        return "select * from audit_entry where " + conditions + " and id < " + below + " order by id desc limit "
                + limit;
    }

    Tuple values() {
        return Tuple.from(values);
    }

    private void text(String condition, String value) {
        if (value != null) {
            if (value.indexOf('\0') >= 0) {
                throw malformed("There is a character in the filter that no entry has.");
            }
            add(condition, value);
        }
    }

    private void instant(String condition, String name, String value) {
        if (value != null) {
            try {
                add(condition, Moments.within(Instant.parse(value)));
            } catch (DateTimeParseException noTime) {
                throw malformed("The " + name + " is a time such as 2026-11-28T16:00:00Z.");
            }
        }
    }

    private void add(String condition, Object value) {
        values.add(value);
        conditions.append(" and ").append(condition).append('$').append(values.size());
    }

    private static UUID id(String file) {
        try {
            return UUID.fromString(file);
        } catch (IllegalArgumentException noId) {
            throw malformed("The file is the id of one.");
        }
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}

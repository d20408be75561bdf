package io.waybill.kit.problem;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of one request, from the gateway's {@code X-Request-Id} through every service, log line and problem. */
public final class RequestId {
    /** The field that carries it in both directions. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String KEY = RequestId.class.getName();

    private RequestId() {}

    /** The id of {@code request}: the inbound one when it is 1 to 64 plain characters, else a new UUID. The same on every call. */
    public static String of(RoutingContext request) {
        String known = request.get(KEY);
        if (known != null) {
            return known;
        }
        String inbound = request.request().getHeader(HEADER);
        String id = inbound != null && WELL_FORMED.matcher(inbound).matches()
                ? inbound
                : UUID.randomUUID().toString();
        request.put(KEY, id);
        return id;
    }
}

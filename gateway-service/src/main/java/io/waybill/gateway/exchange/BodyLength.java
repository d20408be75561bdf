package io.waybill.gateway.exchange;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.waybill.kit.http.Http2Body;
import java.util.Set;

/**
 * How long the body of a request says it is (RFC 9112 §6.3).
 *
 * @param bytes the promised length; 0 for no body; {@link #UNKNOWN} when it ends when it ends
 */
public record BodyLength(long bytes) {
    /** The length is not told in advance. */
    public static final long UNKNOWN = -1;

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.PUT, HttpMethod.POST, HttpMethod.PATCH);

    /**
     * The length of the body of {@code request}; nonsense counts as unknown. Whether an HTTP/2 request without a length has a
     * body is known in the turn after its head came.
     */
    public static BodyLength of(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return new BodyLength(parse(length));
        }
        boolean openEnded = request.version() == HttpVersion.HTTP_2
                ? WITH_BODY.contains(request.method()) && !request.isEnded() && !Http2Body.hasEnded(request)
                : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return new BodyLength(openEnded ? UNKNOWN : 0);
    }

    private static long parse(String length) {
        try {
            return Math.max(UNKNOWN, Long.parseLong(length));
        } catch (NumberFormatException nonsense) {
            return UNKNOWN;
        }
    }

    /** Whether there is a body at all. */
    public boolean isAny() {
        return bytes != 0;
    }

    /** Whether the length is not known in advance. */
    public boolean isUnknown() {
        return bytes == UNKNOWN;
    }

    boolean isWorthClosingFor(long smallBytes, boolean mayNeverCome) {
        return isAny() && (isUnknown() || bytes > smallBytes || mayNeverCome);
    }
}

package io.waybill.gateway.entry;

import io.quarkus.runtime.Startup;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.routing.Route;
import io.waybill.gateway.routing.RouteTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets pages of listed origins use the API from a browser (CORS, <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">
 * Fetch standard</a>): with a bearer token that the page holds, never with cookies. Quarkus' own filter stands behind the
 * {@link Door} and would come too late.
 */
@Startup
@ApplicationScoped
public class CrossOrigin {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@,\\s*]+");

    /** The longest that a browser keeps an answer. */
    private static final String TWO_HOURS = "7200";

    /** What an answer may say to a script beside the few fields that every script may read. */
    private static final String READABLE = String.join(
            ", ",
            "Accept-Patch",
            "Accept-Ranges",
            "Allow",
            "Content-Digest",
            "Content-Disposition",
            "Content-Location",
            "Content-Range",
            "ETag",
            "Link",
            "Location",
            "RateLimit",
            "RateLimit-Policy",
            "Repr-Digest",
            "Retry-After",
            "Tus-Checksum-Algorithm",
            "Tus-Extension",
            "Tus-Max-Size",
            "Tus-Resumable",
            "Tus-Version",
            "Upload-Complete",
            "Upload-Concat",
            "Upload-Defer-Length",
            "Upload-Expires",
            "Upload-Incomplete",
            "Upload-Length",
            "Upload-Limit",
            "Upload-Metadata",
            "Upload-Offset",
            "WWW-Authenticate",
            "Waybill-Receipt",
            Exchange.REQUEST_ID);

    private final Set<String> origins;
    private final Answers answers;

    /**
     * Lets in the origins of {@code config}.
     *
     * @throws IllegalStateException for one that no browser would ever send
     */
    public CrossOrigin(CrossOriginConfig config, Answers answers) {
        List<String> listed = config.origins().orElse(List.of());
        for (String origin : listed) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalStateException("waybill.cors.origins holds '" + origin
                        + "'. An origin is a scheme, a host and maybe a port, such as https://app.example.org.");
            }
        }
        this.origins = Set.copyOf(listed);
        this.answers = answers;
    }

    /** Says on the answer to {@code exchange}, whatever it will be, that a listed page may read it. */
    void introduce(Exchange exchange) {
        if (origins.isEmpty()) {
            return;
        }
        MultiMap headers = exchange.response().headers();
        headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = exchange.request().getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origins.contains(origin)) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
        }
    }

    /** Whether {@code request} is a browser's question if a page may send another request. */
    static boolean isPreflight(HttpServerRequest request) {
        return HttpMethod.OPTIONS.equals(request.method())
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /**
     * Answers such a question. Any field may be sent: those that must not pass are taken out of every request.
     *
     * @throws WaybillException {@code forbidden} for a page that is not listed, or what the request itself would get
     */
    void answerPreflight(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (!origins.contains(request.getHeader(HttpHeaders.ORIGIN))) {
            throw new WaybillException(
                    ErrorCode.FORBIDDEN,
                    "Pages of this origin may not use this API. Its operator lists those that may (waybill.cors.origins).");
        }
        String method = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        Route route = RouteTable.find(HttpMethod.valueOf(method), request.uri());
        exchange.take(route);
        MultiMap headers = exchange.response().headers();
        headers.set(
                HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                route.methods().stream().map(HttpMethod::name).collect(Collectors.joining(", ")));
        String fields = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (fields != null) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, fields);
        }
        headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, TWO_HOURS);
        answers.nothing(exchange);
    }
}

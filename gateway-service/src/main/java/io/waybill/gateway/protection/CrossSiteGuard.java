package io.waybill.gateway.protection;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Tells our own pages from those of others where a cookie is all that speaks for somebody: browsers send it along whoever
 * asks. A bearer token or a key is put there by a program that has it, so that requests with one do not come here.
 *
 * <p>What browsers say by themselves ({@code Origin}, {@code Sec-Fetch-Site}; <a
 * href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>) must not name another site; what changes something must
 * name ours, and carry a field that no form can send and no other page may.
 */
@ApplicationScoped
public class CrossSiteGuard {
    /** What a page of ours puts on every request that changes something; its value does not matter. */
    public static final String PROOF = "X-Waybill-Request";

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final PublicAddress address;
    private final MeterRegistry meters;

    /** Knows our pages by {@code address}. */
    public CrossSiteGuard(PublicAddress address, MeterRegistry meters) {
        this.address = address;
        this.meters = meters;
    }

    /**
     * Lets {@code request} pass when a page of ours sent it, or a person did by hand.
     *
     * @throws WaybillException {@code cross_site}
     */
    public void check(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        if (SAFE.contains(request.method())) {
            demand(
                    isOursOrAbsent(origin) && isAskedByOurs(site, request),
                    "This was asked for by a page of another site.");
            return;
        }
        demand(
                request.headers().contains(PROOF),
                "A request that changes something needs the field " + PROOF + " beside a session cookie.");
        demand(
                isOursOrAbsent(origin) && (site == null ? origin != null : site.equals("same-origin")),
                "A request that changes something must come from a page of this server: its Origin and Sec-Fetch-Site tell.");
    }

    /**
     * The same for the handshake of a WebSocket, which browsers let any page begin (RFC 6455 §10.2): {@code Origin} must be there and be
     * ours.
     *
     * @throws WaybillException {@code cross_site}
     */
    public void checkSocket(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        demand(
                origin != null && isOursOrAbsent(origin),
                "With a session cookie a WebSocket can be opened by pages of this server only. Others use a ticket.");
    }

    /**
     * The same for a form that speaks for nobody but whoever fills it in: no page of another site may send it. Our page says
     * {@code no-referrer}, so that browsers write its {@code Origin} as {@code null}; what {@code Sec-Fetch-Site} says goes before that.
     *
     * @throws WaybillException {@code cross_site}
     */
    public void checkForm(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        boolean ours = site == null
                ? isOursOrAbsent(origin) || "null".equals(origin)
                : site.equals("same-origin") || site.equals("none");
        demand(ours, "This form was sent by a page of another site.");
    }

    private boolean isOursOrAbsent(String origin) {
        return origin == null || origin.equals(address.origin());
    }

    /** A link on another site may lead here, in a window of its own; an image, a frame or a script may not. */
    private static boolean isAskedByOurs(String site, HttpServerRequest request) {
        return site == null
                || site.equals("same-origin")
                || site.equals("none")
                || ("navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                        && "document".equals(request.getHeader("Sec-Fetch-Dest")));
    }

    private void demand(boolean holds, String otherwise) {
        if (!holds) {
            meters.counter("waybill.gateway.cross.site").increment();
            throw new WaybillException(ErrorCode.CROSS_SITE, otherwise);
        }
    }
}

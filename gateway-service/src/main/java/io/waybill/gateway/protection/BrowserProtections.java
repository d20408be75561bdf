package io.waybill.gateway.protection;

import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What every answer says to a browser: nothing in it may run, be framed, be guessed at or be embedded by others. Whoever
 * answers with a page of ours says more precisely what that page may do.
 */
@ApplicationScoped
public class BrowserProtections {
    /** What an answer that is no page may do (CSP level 3). */
    static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final String TWO_YEARS = "max-age=63072000";

    private final PublicAddress address;

    /** Speaks of TLS where {@code address} has it. */
    public BrowserProtections(PublicAddress address) {
        this.address = address;
    }

    /** Puts the fields on an answer, before anything else does. */
    public void put(MultiMap headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", NOTHING);
        // Not no-referrer: it would make browsers hide the Origin of our own pages.
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (address.isSecure()) {
            headers.set("Strict-Transport-Security", TWO_YEARS);
        }
    }
}

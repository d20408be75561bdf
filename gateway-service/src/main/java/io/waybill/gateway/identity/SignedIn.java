package io.waybill.gateway.identity;

import java.util.UUID;

/**
 * Whoever sent a request.
 *
 * @param credential what they showed
 * @param session the browser session it belongs to; null for a bearer token
 */
public record SignedIn(Credential credential, UUID session) {
    /** Somebody whose credential stands by itself. */
    public static SignedIn by(Credential credential) {
        return new SignedIn(credential, null);
    }
}

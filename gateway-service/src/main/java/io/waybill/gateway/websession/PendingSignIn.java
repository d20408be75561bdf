package io.waybill.gateway.websession;

import io.waybill.gateway.identity.Unguessable;
import java.util.Base64;

/**
 * A sign-in under way, kept sealed in the browser that began it.
 *
 * @param state comes back with the provider's answer, to that browser alone (RFC 6749 §10.12)
 * @param nonce comes back in the id token (OpenID Connect Core 1.0 §15.5.2)
 * @param verifier proves that the code is ours to redeem (RFC 7636)
 * @param returnTo our own path where the person goes on
 * @param expiresAt milliseconds since the epoch
 */
record PendingSignIn(String state, String nonce, String verifier, String returnTo, long expiresAt) {
    static PendingSignIn to(String returnTo, long expiresAt) {
        return new PendingSignIn(Unguessable.fresh(), Unguessable.fresh(), Unguessable.fresh(), returnTo, expiresAt);
    }

    /** What the provider is told of the verifier: S256. */
    String challenge() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Unguessable.hash(verifier));
    }
}

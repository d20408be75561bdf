package io.waybill.kit.identity;

import io.smallrye.mutiny.Uni;

/** Where the gateway's public keys come from, as a JSON Web Key Set (RFC 7517). */
@FunctionalInterface
interface KeySource {
    /** The key set as it is now; fails with {@code unavailable} when it cannot be had. May be called again. */
    Uni<String> keySet();
}

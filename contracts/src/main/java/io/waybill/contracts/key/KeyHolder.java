package io.waybill.contracts.key;

import java.time.Instant;
import java.util.Set;

/**
 * Whom a key speaks for, and how far.
 *
 * @param id the public part of the key
 * @param owner the OIDC subject of its owner
 * @param ownerName what to call them
 * @param scopes {@code read}, {@code write}, {@code admin}
 * @param pathPrefix the folder that it is good for, with a slash at its end; null for all
 * @param expiresAt when it ends by itself
 */
public record KeyHolder(
        String id, String owner, String ownerName, Set<String> scopes, String pathPrefix, Instant expiresAt) {
    /** Copies the scopes. */
    public KeyHolder {
        scopes = Set.copyOf(scopes);
    }
}

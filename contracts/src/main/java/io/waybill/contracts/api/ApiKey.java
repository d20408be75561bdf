package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * An API key as its owner sees it.
 *
 * @param id its public part
 * @param name what its owner calls it
 * @param key the key itself, in the answer to its creation and never again; otherwise null
 * @param scopes what it may be used for
 * @param pathPrefix the only folder that it is good for, with a slash at its end; null for all
 * @param madeBy the key that made it, or null when its owner did
 * @param createdAt when it was made
 * @param expiresAt when it ends by itself
 * @param lastUsedAt when it was last used, to the minute; null when never
 * @param revokedAt when it, or the key that made it, was revoked; null when it was not
 * @param active whether it is good now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
        String id,
        String name,
        String key,
        List<String> scopes,
        String pathPrefix,
        String madeBy,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        Instant revokedAt,
        boolean active) {
    /** Copies the scopes. */
    public ApiKey {
        scopes = List.copyOf(scopes);
    }

    /** Without the key: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "ApiKey[" + id + ']';
    }
}

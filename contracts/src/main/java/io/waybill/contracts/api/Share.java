package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A share as its owner sees it.
 *
 * @param id the share
 * @param kind {@code link} or {@code grant}
 * @param grantee the OIDC subject of whom it is shared with; null for a link
 * @param path the file that is shared, where it is now, or the folder with a slash at its end
 * @param fileId the file; null for a folder
 * @param access what it is good for
 * @param link where it leads, below the address of the gateway: in the answer to its creation and never again; otherwise null
 * @param password whether others need a password
 * @param maxDownloads how many downloads it is good for; null for any number
 * @param downloads how many were counted
 * @param maxBytes how many bytes one request may leave; null for no limit but the owner's quota
 * @param madeBy the API key that made it, or null when its owner did
 * @param createdAt when it was made
 * @param expiresAt when it ends by itself; null for never
 * @param lastUsedAt when the last download was counted; null when none was
 * @param revokedAt when it, or the key that made it, was revoked; null when it was not
 * @param active whether it is good now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Share(
        UUID id,
        String kind,
        String grantee,
        String path,
        UUID fileId,
        String access,
        String link,
        boolean password,
        Integer maxDownloads,
        int downloads,
        Long maxBytes,
        String madeBy,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        Instant revokedAt,
        boolean active) {
    /** The same with the address that it is told once. */
    public Share at(String address) {
        return new Share(
                id,
                kind,
                grantee,
                path,
                fileId,
                access,
                address,
                password,
                maxDownloads,
                downloads,
                maxBytes,
                madeBy,
                createdAt,
                expiresAt,
                lastUsedAt,
                revokedAt,
                active);
    }

    /** Without the link: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "Share[" + id + ']';
    }
}

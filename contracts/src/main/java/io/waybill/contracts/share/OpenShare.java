package io.waybill.contracts.share;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A share that is good now, as the gateway learns of it. Never leaves the services.
 *
 * @param id the share
 * @param owner the OIDC subject of whoever shares
 * @param ownerName what to call them
 * @param access what it is good for
 * @param fileId the file that is shared; null for a folder
 * @param path where that file is now, or the folder with a slash at its end
 * @param passwordEpoch 0 without a password; otherwise a number that a change of the password changes
 * @param expiresAt when it ends by itself; null for never
 * @param maxDownloads how many downloads it is good for; null for any number
 * @param downloads how many were counted
 * @param maxBytes how many bytes one request may leave; null for no limit but the owner's quota
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenShare(
        UUID id,
        String owner,
        String ownerName,
        ShareAccess access,
        UUID fileId,
        String path,
        int passwordEpoch,
        Instant expiresAt,
        Integer maxDownloads,
        int downloads,
        Long maxBytes) {
    /** Whether it is of all files in a folder. */
    public boolean isFolder() {
        return fileId == null;
    }

    /** What others see of the path: its last name. */
    public String name() {
        String bare = isFolder() ? path.substring(0, path.length() - 1) : path;
        return bare.substring(bare.lastIndexOf('/') + 1);
    }
}

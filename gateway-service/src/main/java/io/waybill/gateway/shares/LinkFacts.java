package io.waybill.gateway.shares;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.share.OpenShare;
import java.time.Instant;

/**
 * What whoever has a link learns of what it leads to.
 *
 * @param name what it is called
 * @param kind {@code file} or {@code folder}
 * @param access what the link is good for
 * @param sharedBy what to call its owner
 * @param sizeBytes bytes of the file; null for a folder
 * @param sha256 digest of the file; null for a folder
 * @param contentType media type of the file; null for a folder
 * @param modifiedAt when the file became what it is; null for a folder
 * @param expiresAt when the link ends by itself
 * @param downloadsLeft how many downloads it is still good for; null for any number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LinkFacts(
        String name,
        String kind,
        String access,
        String sharedBy,
        Long sizeBytes,
        Sha256 sha256,
        String contentType,
        Instant modifiedAt,
        Instant expiresAt,
        Integer downloadsLeft) {
    static LinkFacts of(OpenShare share, FileVersion file) {
        return new LinkFacts(
                share.name(),
                share.isFolder() ? "folder" : "file",
                share.access().text(),
                share.ownerName(),
                file == null ? null : file.size(),
                file == null ? null : file.sha256(),
                file == null ? null : file.contentType(),
                file == null ? null : file.createdAt(),
                share.expiresAt(),
                share.maxDownloads() == null ? null : Math.max(0, share.maxDownloads() - share.downloads()));
    }
}

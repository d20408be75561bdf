package io.waybill.transfer.archive;

import io.waybill.contracts.api.ArchiveFacts;
import java.time.Instant;
import java.util.UUID;

/**
 * An archive that was decided on: its bytes never change.
 *
 * @param id its id
 * @param owner who may read it
 * @param pathPrefix the folder that the credential was good for that asked for it, or null
 * @param name what it is called when it is saved
 * @param etag the strong entity tag of its bytes, quotes included
 * @param end what ends it, and so where everything is
 * @param createdAt when it was asked for
 * @param expiresAt until when it can be read
 * @param gonePath the entry whose bytes were deleted for good, or null
 */
record Archive(
        UUID id,
        String owner,
        String pathPrefix,
        String name,
        String etag,
        ZipEnd end,
        Instant createdAt,
        Instant expiresAt,
        String gonePath) {
    static final String PATH = "/api/archives/";

    /** Where it is read. */
    String url() {
        return PATH + id;
    }

    /** As its owner sees it. */
    ArchiveFacts facts() {
        return new ArchiveFacts(id, name, end.entries(), end.archiveBytes(), etag, createdAt, expiresAt, url());
    }
}

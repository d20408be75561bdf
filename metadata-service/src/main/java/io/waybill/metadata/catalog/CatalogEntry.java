package io.waybill.metadata.catalog;

import io.waybill.contracts.api.FileFacts;
import io.waybill.metadata.versions.CommittedVersion;

/**
 * A file together with its head version.
 *
 * @param file the file
 * @param head the version that it shows
 */
public record CatalogEntry(CatalogFile file, CommittedVersion head) {
    /** The file as its owner sees it. */
    public FileFacts facts() {
        String path = file.path();
        return new FileFacts(
                file.id(),
                file.owner(),
                path,
                path.substring(path.lastIndexOf('/') + 1),
                head.number(),
                head.size(),
                head.sha256(),
                head.contentType(),
                file.createdAt(),
                file.modifiedAt());
    }
}

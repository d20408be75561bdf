package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;

/**
 * What an archive is made of: {@code POST /api/archives}. Either a prefix, or files and versions by their ids.
 *
 * @param files ids of files; null for none
 * @param versions ids of versions; null for none
 * @param prefix every file whose path begins so; null for none
 * @param allVersions whether not only the newest version of the files
 * @param name what the archive is called when it is saved, or null
 * @param owner whose files, for an admin; null for one's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewArchive(
        List<UUID> files, List<UUID> versions, String prefix, boolean allVersions, String name, String owner) {
    /** Copies the lists; none is an empty one. */
    public NewArchive {
        files = files == null ? List.of() : List.copyOf(files);
        versions = versions == null ? List.of() : List.copyOf(versions);
    }
}

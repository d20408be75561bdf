package io.waybill.metadata.trash;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.event.FileUndeleted;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.catalog.FreePaths;
import io.waybill.metadata.catalog.OwnedFiles;
import io.waybill.metadata.catalog.PathRaces;
import io.waybill.metadata.events.FileEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Takes a file out of the trash. */
@ApplicationScoped
public class Undelete {
    private final OwnedFiles owned;
    private final CatalogFiles files;
    private final FreePaths freePaths;
    private final FileEvents events;

    /** Takes it back into {@code files} and tells {@code events}. */
    public Undelete(OwnedFiles owned, CatalogFiles files, FreePaths freePaths, FileEvents events) {
        this.owned = owned;
        this.files = files;
        this.freePaths = freePaths;
        this.events = events;
    }

    /**
     * Puts the file {@code id} back where it was.
     *
     * @param conflict when something is there: {@code REJECT}, or {@code RENAME} for the first free name
     * @return its id; fails with {@code not_found} when it is not in the trash (any more), {@code path_conflict},
     *     {@code malformed_request} for another conflict mode
     */
    public Uni<UUID> undelete(Caller caller, UUID id, ConflictMode conflict) {
        return PathRaces.retried(() ->
                Panache.withTransaction(() -> owned.lockTrashed(caller, id).flatMap(file -> freePaths
                        .at(file.owner(), new FilePath(file.path()), conflict)
                        .flatMap(path -> back(file, path)))));
    }

    private Uni<UUID> back(CatalogFile file, String path) {
        file.undelete(path);
        return files.flush()
                .flatMap(written -> events.append(new FileUndeleted(file.id(), file.owner(), path)))
                .replaceWith(file.id());
    }
}

package io.waybill.metadata.tree;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.NewPath;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.event.FileMoved;
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

/** Gives a file another path; its versions and its id stay. */
@ApplicationScoped
public class MoveFile {
    private final OwnedFiles owned;
    private final CatalogFiles files;
    private final FreePaths freePaths;
    private final FileEvents events;

    /** Moves within {@code files} and tells {@code events}. */
    public MoveFile(OwnedFiles owned, CatalogFiles files, FreePaths freePaths, FileEvents events) {
        this.owned = owned;
        this.files = files;
        this.freePaths = freePaths;
        this.events = events;
    }

    /**
     * Moves the file {@code id}. To where it is already, nothing happens.
     *
     * @return its id; fails as {@link OwnedFiles#lock} and {@link FreePaths#at}
     */
    public Uni<UUID> move(Caller caller, UUID id, NewPath wish) {
        ConflictMode conflict = checked(caller, wish);
        return PathRaces.retried(() -> Panache.withTransaction(
                        () -> owned.lock(caller, id).flatMap(file -> to(file, wish.path(), conflict))))
                .replaceWith(id);
    }

    /** The same within the caller's transaction, which has locked {@code file}. */
    public Uni<Void> to(CatalogFile file, FilePath path, ConflictMode conflict) {
        String from = file.path();
        if (from.equals(path.value())) {
            return Uni.createFrom().voidItem();
        }
        return freePaths.at(file.owner(), path, conflict).flatMap(free -> {
            file.moveTo(free);
            return files.flush().flatMap(written -> events.append(new FileMoved(file.id(), file.owner(), free, from)));
        });
    }

    static ConflictMode checked(Caller caller, NewPath wish) {
        if (wish == null || wish.path() == null) {
            throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "Say where: a JSON object with a path.");
        }
        caller.reaching(wish.path());
        return wish.conflict() == null ? ConflictMode.REJECT : wish.conflict();
    }
}

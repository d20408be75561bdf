package io.waybill.metadata.trash;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ErasedFiles;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.catalog.OwnedFiles;
import io.waybill.metadata.catalog.PathRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Erases what is in the trash: one file, all of an owner's, or what has been there long enough. */
@ApplicationScoped
public class EmptyTrash {
    private static final int AT_ONCE = 100;

    private final OwnedFiles owned;
    private final CatalogFiles files;
    private final EraseFiles eraseFiles;

    /** Erases with {@code eraseFiles}. */
    public EmptyTrash(OwnedFiles owned, CatalogFiles files, EraseFiles eraseFiles) {
        this.owned = owned;
        this.files = files;
        this.eraseFiles = eraseFiles;
    }

    /** Erases one file. Fails with {@code not_found} when it is not in the trash (any more). */
    @WithTransaction
    public Uni<Void> erase(Caller caller, UUID id) {
        return owned.lockTrashed(caller, id).flatMap(file -> eraseFiles.erase(List.of(file), now()));
    }

    /**
     * Erases all that the caller has in the trash now, as far as their credential is good, some at a time: what is done stays done when it breaks off, and it may be
     * repeated.
     */
    public Uni<ErasedFiles> all(Caller caller) {
        Instant before = now();
        AtomicLong erased = new AtomicLong();
        return Uni.createFrom()
                .deferred(() -> Panache.withTransaction(
                        () -> files.lockTrash(caller.subject(), PathRange.of(caller.pathPrefix()), before, AT_ONCE)
                                .flatMap(some -> eraseFiles.erase(some, now()).replaceWith(some.size()))))
                .invoke(erased::addAndGet)
                .repeat()
                .whilst(some -> some > 0)
                .onItem()
                .ignoreAsUni()
                .replaceWith(() -> new ErasedFiles(erased.get()));
    }

    /** Erases some of what was deleted before {@code limit}, whoever owns it; how many. Nobody waits for another replica. */
    @WithTransaction
    public Uni<Integer> someOlderThan(Instant limit) {
        return files.lockTrashOlderThan(limit, AT_ONCE)
                .flatMap(some -> eraseFiles.erase(some, now()).replaceWith(some.size()));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}

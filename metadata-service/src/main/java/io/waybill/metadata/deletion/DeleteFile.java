package io.waybill.metadata.deletion;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.event.FileDeleted;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.log.LogFields;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.purges.PendingPurges;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Deletes a file and all its versions in one transaction; the transfer service deletes the bytes afterwards. */
@ApplicationScoped
public class DeleteFile {
    private final CatalogFiles files;
    private final CommittedVersions versions;
    private final PendingPurges purges;
    private final FileEvents events;
    private final Counter deleted;

    /** Deletes from {@code files} and tells {@code events}. */
    public DeleteFile(
            CatalogFiles files,
            CommittedVersions versions,
            PendingPurges purges,
            FileEvents events,
            MeterRegistry metrics) {
        this.files = files;
        this.versions = versions;
        this.purges = purges;
        this.events = events;
        deleted = Counter.builder("waybill.files.deleted")
                .description("Files deleted by their owners")
                .register(metrics);
    }

    /**
     * Deletes the file {@code id}.
     *
     * @return fails with {@code not_found} when there is none (any more) that the caller may see, {@code forbidden} when
     *     an admin sees it but does not own it
     */
    @WithTransaction
    public Uni<Void> delete(Caller caller, UUID id) {
        LogFields.file(id);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return files.lock(id)
                .flatMap(file -> {
                    check(caller, file);
                    file.delete(now);
                    return versions.listVisible(id)
                            .flatMap(all -> purges.drop(all, now))
                            .flatMap(dropped -> events.append(new FileDeleted(file.id(), file.owner(), file.path())));
                })
                .invoke(done -> deleted.increment());
    }

    private static void check(Caller caller, CatalogFile file) {
        if (file == null || !caller.mayRead(file.owner())) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such file, or it is not yours to see.");
        }
        if (!caller.subject().equals(file.owner())) {
            throw new WaybillException(
                    ErrorCode.FORBIDDEN, "An admin may read this file; only its owner may delete it.");
        }
    }
}

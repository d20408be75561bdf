package io.waybill.metadata.versioning;

import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.event.VersionDeleted;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.purges.PendingPurges;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Deletes one version for good; its bytes follow when no other version shows them. */
@ApplicationScoped
public class DeleteVersion {
    private final OwnedVersions owned;
    private final CommittedVersions versions;
    private final PendingPurges purges;
    private final FileEvents events;

    /** Drops from {@code versions} and tells {@code events}. */
    public DeleteVersion(OwnedVersions owned, CommittedVersions versions, PendingPurges purges, FileEvents events) {
        this.owned = owned;
        this.versions = versions;
        this.purges = purges;
        this.events = events;
    }

    /**
     * Deletes version {@code number}. When it was the head, the newest of the others is.
     *
     * @return fails with {@code only_version} when there is no other, or as {@link OwnedVersions#with}; also when repeated
     */
    @WithTransaction
    public Uni<Void> delete(Caller caller, UUID fileId, int number) {
        return owned.with(caller, fileId, number, this::deleted);
    }

    private Uni<Void> deleted(CatalogFile file, CommittedVersion version) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return versions.findNewestBut(file.id(), version.number()).flatMap(next -> {
            if (next == null) {
                throw new WaybillException(
                        ErrorCode.ONLY_VERSION, "The file has no other version: delete the file instead.");
            }
            if (version.number() == file.headVersion()) {
                file.showHead(next.number(), next.size(), next.contentType(), now);
            }
            return purges.drop(List.of(version), now)
                    .flatMap(dropped -> events.append(new VersionDeleted(
                            file.id(), file.owner(), file.path(), version.number(), file.headVersion(), false)));
        });
    }
}

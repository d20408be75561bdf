package io.waybill.metadata.versioning;

import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.event.VersionRestored;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Makes an earlier version the head again: a new version that points at the same bytes. */
@ApplicationScoped
public class RestoreVersion {
    private final OwnedVersions owned;
    private final CommittedVersions versions;
    private final FileEvents events;

    /** Writes to {@code versions} and tells {@code events}. */
    public RestoreVersion(OwnedVersions owned, CommittedVersions versions, FileEvents events) {
        this.owned = owned;
        this.versions = versions;
        this.events = events;
    }

    /**
     * Restores version {@code number}. No byte is copied. Done twice, it makes two versions.
     *
     * @return the new version; fails as {@link OwnedVersions#with}
     */
    @WithTransaction
    public Uni<FileVersion> restore(Caller caller, UUID fileId, int number) {
        return owned.with(caller, fileId, number, this::restored);
    }

    private Uni<FileVersion> restored(CatalogFile file, CommittedVersion source) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        int number = file.advanceHead(source.size(), source.contentType(), now);
        CommittedVersion version = new CommittedVersion(file.id(), number, source, now);
        return versions.persistAndFlush(version)
                .flatMap(persisted -> events.append(new VersionRestored(
                        file.id(),
                        file.owner(),
                        file.path(),
                        version.id(),
                        number,
                        version.size(),
                        version.sha256(),
                        source.number())))
                .replaceWith(() -> version.at(file.path()));
    }
}

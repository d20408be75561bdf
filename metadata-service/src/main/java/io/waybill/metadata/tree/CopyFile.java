package io.waybill.metadata.tree;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.NewPath;
import io.waybill.contracts.event.FileCopied;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.catalog.FreePaths;
import io.waybill.metadata.catalog.OwnedFiles;
import io.waybill.metadata.catalog.PathRaces;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Makes a new file that points at the bytes of another's head, with its tags and attributes. No byte is copied. */
@ApplicationScoped
public class CopyFile {
    private final OwnedFiles owned;
    private final CatalogFiles files;
    private final FreePaths freePaths;
    private final CommittedVersions versions;
    private final FileEvents events;

    /** Copies within {@code files} and tells {@code events}. */
    public CopyFile(
            OwnedFiles owned, CatalogFiles files, FreePaths freePaths, CommittedVersions versions, FileEvents events) {
        this.owned = owned;
        this.files = files;
        this.freePaths = freePaths;
        this.versions = versions;
        this.events = events;
    }

    /**
     * Copies the head of the file {@code id}. Done twice, the second has the conflict.
     *
     * @return the new file's id; fails as {@link OwnedFiles#lock} and {@link FreePaths#at}
     */
    public Uni<UUID> copy(Caller caller, UUID id, NewPath wish) {
        ConflictMode conflict = MoveFile.checked(caller, wish);
        return PathRaces.retried(() -> Panache.withTransaction(
                () -> owned.lock(caller, id).flatMap(source -> versions.lockVisible(id, source.headVersion())
                        .flatMap(head -> freePaths
                                .at(source.owner(), wish.path(), conflict)
                                .flatMap(path -> create(source, head, path))))));
    }

    private Uni<UUID> create(CatalogFile source, CommittedVersion head, String path) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        CatalogFile copy = new CatalogFile(source.owner(), path, head.size(), head.contentType(), now);
        CommittedVersion first = new CommittedVersion(copy.id(), copy.headVersion(), head, now);
        return files.persistAndFlush(copy)
                .flatMap(persisted -> versions.persistAndFlush(first))
                .flatMap(persisted -> describe(source.id(), copy.id()))
                .flatMap(described -> events.append(new FileCopied(
                        copy.id(),
                        copy.owner(),
                        path,
                        first.id(),
                        first.size(),
                        first.sha256(),
                        source.id(),
                        head.number())))
                .replaceWith(copy.id());
    }

    private static Uni<Integer> describe(UUID source, UUID copy) {
        return Panache.getSession().flatMap(session -> session.createNativeQuery("""
                                update file set tags = source.tags, attributes = source.attributes
                                from file source where source.id = :source and file.id = :copy""")
                .setParameter("source", source)
                .setParameter("copy", copy)
                .executeUpdate());
    }
}

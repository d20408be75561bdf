package io.waybill.metadata.versions;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/** All versions, also dropped ones where that is said. Every method joins the caller's transaction. */
@ApplicationScoped
public class CommittedVersions implements PanacheRepositoryBase<CommittedVersion, UUID> {
    /** Two branches, one for each index. */
    private static final String KNOWN = """
            select v.store_key from version v where v.store_key in (:keys) and v.source_version is null
            and (v.dropped_at is null or exists (select 1 from purge p where p.version_id = v.id))
            union
            select v.store_key from version v where v.store_key in (:keys) and v.source_version is not null
            and (v.dropped_at is null or exists (select 1 from purge p where p.version_id = v.id))""";

    /** What {@code uploadId} became, dropped since or not; null when it was never committed. */
    public Uni<CommittedVersion> findByUpload(UUID uploadId) {
        return find("uploadId", uploadId).firstResult();
    }

    /** Those of {@code uploadIds} that were committed, dropped since or not. */
    public Uni<List<UUID>> committedAmong(List<UUID> uploadIds) {
        return find("select uploadId from CommittedVersion where uploadId in ?1", uploadIds)
                .project(UUID.class)
                .list();
    }

    /** Version {@code number} of a file; null when there is none or it was dropped. */
    public Uni<CommittedVersion> findVisible(UUID fileId, int number) {
        return find("fileId = ?1 and number = ?2 and droppedAt is null", fileId, number)
                .firstResult();
    }

    /** At most {@code limit} visible versions of a file with numbers below {@code below}, newest first. */
    public Uni<List<CommittedVersion>> listVisible(UUID fileId, int below, int limit) {
        return find("fileId = ?1 and number < ?2 and droppedAt is null order by number desc", fileId, below)
                .page(0, limit)
                .list();
    }

    /** Every visible version of a file. */
    public Uni<List<CommittedVersion>> listVisible(UUID fileId) {
        return list("fileId = ?1 and droppedAt is null order by number", fileId);
    }

    /** Version {@code number} of a file, locked against being dropped; null when there is none or it was dropped. */
    public Uni<CommittedVersion> lockVisible(UUID fileId, int number) {
        return find("fileId = ?1 and number = ?2 and droppedAt is null", fileId, number)
                .withLock(LockModeType.PESSIMISTIC_READ)
                .firstResult();
    }

    /** The newest visible version of a file but {@code number}; null when there is no other. */
    public Uni<CommittedVersion> findNewestBut(UUID fileId, int number) {
        return find("fileId = ?1 and number <> ?2 and droppedAt is null order by number desc", fileId, number)
                .firstResult();
    }

    /** The visible version of a file that has this label; null when none has. */
    public Uni<CommittedVersion> findLabelled(UUID fileId, String label) {
        return find("fileId = ?1 and label = ?2 and droppedAt is null", fileId, label)
                .firstResult();
    }

    /** Every visible version of these files. */
    public Uni<List<UUID>> idsOf(List<UUID> fileIds) {
        return find("select id from CommittedVersion where fileId in ?1 and droppedAt is null order by id", fileIds)
                .project(UUID.class)
                .list();
    }

    /** Those of {@code storeKeys} whose bytes are still meant to be in the store: shown by a version, or not yet purged. */
    public Uni<List<String>> knownStoreKeys(List<String> storeKeys) {
        return Panache.getSession().flatMap(session -> session.createNativeQuery(KNOWN, String.class)
                .setParameter("keys", storeKeys)
                .getResultList());
    }
}

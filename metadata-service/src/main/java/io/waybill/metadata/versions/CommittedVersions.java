package io.waybill.metadata.versions;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** All versions, also dropped ones where that is said. Every method joins the caller's transaction. */
@ApplicationScoped
public class CommittedVersions implements PanacheRepositoryBase<CommittedVersion, UUID> {
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

    /** Those of {@code storeKeys} whose bytes are still meant to be in the store: not dropped, or dropped and not yet purged. */
    public Uni<List<String>> knownStoreKeys(List<String> storeKeys) {
        return find("""
                        select v.storeKey from CommittedVersion v where v.storeKey in ?1 and (v.droppedAt is null
                        or exists (select p.versionId from PendingPurge p where p.versionId = v.id))""", storeKeys).project(String.class).list();
    }
}

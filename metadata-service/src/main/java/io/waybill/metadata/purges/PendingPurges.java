package io.waybill.metadata.purges;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Purge;
import io.waybill.metadata.versions.CommittedVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** All purges that are not confirmed yet. */
@ApplicationScoped
public class PendingPurges implements PanacheRepositoryBase<PendingPurge, UUID> {
    private static final int AT_ONCE = 1000;

    /**
     * Every version, dropped or not, that shows the bytes of one of {@code :ids}. Two branches, one for each index.
     */
    private static final String SHARERS = """
            select other.id from version mine join version other
            on other.store_key = mine.store_key and other.source_version is null where mine.id in (:ids)
            union all
            select other.id from version mine join version other
            on other.store_key = mine.store_key and other.source_version is not null where mine.id in (:ids)""";

    /** Drops {@code versions}, as {@link #dropAll}. */
    public Uni<Void> drop(List<CommittedVersion> versions, Instant now) {
        versions.forEach(version -> version.drop(now));
        return dropAll(versions.stream().map(CommittedVersion::id).toList(), now);
    }

    /**
     * Drops versions and asks for the bytes that no version shows any more to be deleted, in the caller's transaction, which
     * has locked their files. Whoever shares bytes locks the version that it takes them from, so each of two that meet sees
     * what the other did.
     */
    public Uni<Void> dropAll(List<UUID> versionIds, Instant now) {
        if (versionIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<UUID> batch = versionIds.subList(0, Math.min(AT_ONCE, versionIds.size()));
        List<UUID> rest = versionIds.subList(batch.size(), versionIds.size());
        return Panache.getSession()
                .flatMap(session -> session.flush()
                        .flatMap(flushed -> lockSharers(session, batch))
                        .flatMap(locked -> markDropped(session, batch, now))
                        .flatMap(marked -> askForPurges(session, batch, now)))
                .flatMap(asked -> dropAll(rest, now));
    }

    private static Uni<?> lockSharers(Mutiny.Session session, List<UUID> ids) {
        return session.createNativeQuery(
                        "select id from version where id in (" + SHARERS + ") order by id for update", UUID.class)
                .setParameter("ids", ids)
                .getResultList();
    }

    private static Uni<?> markDropped(Mutiny.Session session, List<UUID> ids, Instant now) {
        return session.createNativeQuery(
                        "update version set dropped_at = :now where id in (:ids) and dropped_at is null")
                .setParameter("ids", ids)
                .setParameter("now", now)
                .executeUpdate();
    }

    /** A new statement, so that it sees what those committed whom the locks have waited for. */
    private static Uni<?> askForPurges(Mutiny.Session session, List<UUID> ids, Instant now) {
        return session.createNativeQuery("""
                        insert into purge (version_id, store_key, requested_at)
                        select distinct on (mine.store_key) mine.id, mine.store_key, cast(:now as timestamptz)
                        from version mine where mine.id in (:ids)
                        and not exists (select 1 from version other where other.store_key = mine.store_key
                                        and other.source_version is null and other.dropped_at is null)
                        and not exists (select 1 from version other where other.store_key = mine.store_key
                                        and other.source_version is not null and other.dropped_at is null)""")
                .setParameter("ids", ids)
                .setParameter("now", now)
                .executeUpdate();
    }

    /**
     * Takes at most {@code limit} purges for 60 s, oldest first. Two callers never get the same one; one that is not
     * confirmed in time is handed out again.
     */
    @WithTransaction
    public Uni<List<Purge>> claim(int limit) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                update purge set claimed_until = now() + interval '60 seconds'
                                where version_id in (
                                    select version_id from purge
                                    where claimed_until is null or claimed_until < now()
                                    order by requested_at limit ?1 for update skip locked)
                                returning version_id, store_key""", Object[].class)
                        .setParameter(1, limit)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Purge((UUID) row[0], (String) row[1]))
                        .toList());
    }

    /** Forgets purges whose bytes are gone. Unknown ones are passed over: it may be called twice. */
    @WithTransaction
    public Uni<Void> confirm(List<UUID> versionIds) {
        return versionIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : delete("versionId in ?1", versionIds).replaceWithVoid();
    }
}

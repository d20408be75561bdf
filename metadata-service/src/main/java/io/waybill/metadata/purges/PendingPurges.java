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

/** All purges that are not confirmed yet. */
@ApplicationScoped
public class PendingPurges implements PanacheRepositoryBase<PendingPurge, UUID> {
    /** Drops {@code versions} and asks for their bytes to be deleted, in the caller's transaction. */
    public Uni<Void> drop(List<CommittedVersion> versions, Instant now) {
        versions.forEach(version -> version.drop(now));
        return persist(versions.stream().map(version -> new PendingPurge(version.id(), version.storeKey(), now)));
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

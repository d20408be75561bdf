package io.waybill.metadata.catalog;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All files that are not deleted, and those in the trash where that is said. Every method joins the caller's transaction. */
@ApplicationScoped
public class CatalogFiles implements PanacheRepositoryBase<CatalogFile, UUID> {
    /** The file of {@code owner} at {@code path}, locked until the transaction ends; null when there is none. */
    public Uni<CatalogFile> lockAt(String owner, String path) {
        return find("owner = ?1 and path = ?2 and deletedAt is null", owner, path)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    /** The file {@code id}, locked until the transaction ends; null when there is none. */
    public Uni<CatalogFile> lock(UUID id) {
        return find("id = ?1 and deletedAt is null", id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    /** The file {@code id} of the trash, locked until the transaction ends; null when there is none. */
    public Uni<CatalogFile> lockTrashed(UUID id) {
        return find("id = ?1 and deletedAt is not null and erasedAt is null", id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    /** Those of {@code ids} that nobody is at, locked until the transaction ends. */
    public Uni<List<CatalogFile>> lockFree(List<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : locked(
                        "id in (:ids) and deleted_at is null order by id for no key update skip locked",
                        Map.of("ids", ids));
    }

    /**
     * At most {@code limit} files of the paths in {@code range} that {@code owner} had put into the trash at {@code moment},
     * locked until the transaction ends.
     */
    public Uni<List<CatalogFile>> lockTrash(String owner, PathRange range, Instant moment, int limit) {
        return locked(
                "owner = :owner and deleted_at <= :moment and erased_at is null and path >= :from and path < :below"
                        + " order by id limit " + limit + " for no key update skip locked",
                Map.of("owner", owner, "moment", moment, "from", range.from(), "below", range.below()));
    }

    /** At most {@code limit} files of the trash that were put there before {@code moment} and that nobody is at, locked. */
    public Uni<List<CatalogFile>> lockTrashOlderThan(Instant moment, int limit) {
        return locked(
                "deleted_at < :moment and erased_at is null order by deleted_at limit " + limit
                        + " for no key update skip locked",
                Map.of("moment", moment));
    }

    /** Locked by their ids first, then read: as they are when nobody else can change them any more. */
    private Uni<List<CatalogFile>> locked(String condition, Map<String, Object> values) {
        return Panache.getSession()
                .flatMap(session -> {
                    var query = session.createNativeQuery("select id from file where " + condition, UUID.class);
                    values.forEach(query::setParameter);
                    return query.getResultList();
                })
                .flatMap(this::read);
    }

    /** The files {@code ids}, which the caller has locked, in the order of their ids. */
    public Uni<List<CatalogFile>> read(List<UUID> ids) {
        return ids.isEmpty() ? Uni.createFrom().item(List.of()) : list("id in ?1 order by id", ids);
    }

    /** The file {@code id}; null when there is none. */
    public Uni<CatalogFile> findVisible(UUID id) {
        return find("id = ?1 and deletedAt is null", id).firstResult();
    }

    /** The file of {@code owner} at {@code path}; null when there is none. */
    public Uni<CatalogFile> findVisible(String owner, String path) {
        return find("owner = ?1 and path = ?2 and deletedAt is null", owner, path)
                .firstResult();
    }

    /** The one file at {@code path} whoever owns it, the oldest if several do; null when there is none. */
    public Uni<CatalogFile> findVisibleOfAnyone(String path) {
        return find("path = ?1 and deletedAt is null order by createdAt", path).firstResult();
    }

    /** Those of {@code paths} that are taken in the tree of {@code owner}. */
    public Uni<List<String>> takenAmong(String owner, List<String> paths) {
        return find("select path from CatalogFile where owner = ?1 and path in ?2 and deletedAt is null", owner, paths)
                .project(String.class)
                .list();
    }
}

package io.waybill.metadata.catalog;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/** All files that are not deleted. Every method joins the caller's transaction. */
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

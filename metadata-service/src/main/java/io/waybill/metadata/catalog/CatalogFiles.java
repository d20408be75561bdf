package io.waybill.metadata.catalog;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/** All files that are not deleted. Every method joins the caller's transaction. */
@ApplicationScoped
public class CatalogFiles implements PanacheRepositoryBase<CatalogFile, UUID> {
    private static final String WITH_HEAD = """
            select new io.waybill.metadata.catalog.CatalogEntry(f, v)
            from CatalogFile f join CommittedVersion v on v.fileId = f.id and v.number = f.headVersion
            where f.deletedAt is null and\s""";

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

    /** The file {@code id} with its head; null when there is none. */
    public Uni<CatalogEntry> findEntry(UUID id) {
        return Panache.getSession()
                .flatMap(session -> session.createSelectionQuery(WITH_HEAD + "f.id = ?1", CatalogEntry.class)
                        .setParameter(1, id)
                        .getSingleResultOrNull());
    }

    /** At most {@code limit} files of {@code owner} in {@code range}, in the order of their paths. */
    public Uni<List<CatalogEntry>> list(String owner, PathRange range, int limit) {
        return Panache.getSession().flatMap(session -> session.createSelectionQuery(WITH_HEAD + """
                                        f.owner = ?1 and f.path >= ?2 and f.path > ?3 and f.path < ?4
                                        order by f.path""", CatalogEntry.class)
                .setParameter(1, owner)
                .setParameter(2, range.from())
                .setParameter(3, range.after())
                .setParameter(4, range.below())
                .setMaxResults(limit)
                .getResultList());
    }
}

package io.waybill.metadata.retention;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.metadata.catalog.PathRange;
import io.waybill.metadata.versions.CommittedVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The versions that a rule does not keep. Every method joins the caller's transaction. */
@ApplicationScoped
public class SupersededVersions {
    /** What a rule lets go. Another rule with a longer prefix takes the files below it out. */
    private static final String LET_GO = """
            from (select v.id, v.file_id, v.number, v.size, v.label, v.created_at, f.path, f.head_version,
                         row_number() over (partition by v.file_id order by v.number desc) as place
                  from file f join version v on v.file_id = f.id and v.dropped_at is null
                  where f.owner = :owner and f.deleted_at is null and f.last_version > 1
                  and f.path >= :from and f.path < :below
                  and not exists (select 1 from retention_rule closer where closer.owner = f.owner
                                  and length(closer.prefix) > length(:from) and starts_with(f.path, closer.prefix))) v
            where v.number <> v.head_version
            and (:last = 0 or v.place > :last)
            and (:days = 0 or v.created_at < now() - make_interval(days => :days))
            and (not :labelled or v.label is null)\s""";

    /** How many there are, and their bytes. */
    Uni<Totals> totals(KeptRule rule) {
        return Panache.getSession()
                .flatMap(session -> bound(
                                session.createNativeQuery(
                                        "select count(*), cast(coalesce(sum(v.size), 0) as bigint) " + LET_GO,
                                        Object[].class),
                                rule)
                        .getSingleResult())
                .map(row -> new Totals(((Number) row[0]).longValue(), ((Number) row[1]).longValue()));
    }

    /** At most {@code limit} of them, by path and number. */
    Uni<List<Place>> first(KeptRule rule, int limit) {
        return Panache.getSession()
                .flatMap(session -> bound(
                                session.createNativeQuery(
                                        "select v.file_id, v.id, v.path " + LET_GO + "order by v.path, v.number limit "
                                                + limit,
                                        Object[].class),
                                rule)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Place((UUID) row[0], (UUID) row[1], (String) row[2]))
                        .toList());
    }

    /** At most {@code limit} of those of {@code files}, which the caller has locked, that the rule lets go now. */
    Uni<List<UUID>> of(KeptRule rule, List<UUID> files, int limit) {
        return Panache.getSession().flatMap(session -> bound(
                        session.createNativeQuery(
                                "select v.id " + LET_GO + "and v.file_id in (:files) order by v.number limit " + limit,
                                UUID.class),
                        rule)
                .setParameter("files", files)
                .getResultList());
    }

    /** The rows of {@code ids}. */
    Uni<List<CommittedVersion>> load(List<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Panache.getSession().flatMap(session -> session.createSelectionQuery(
                                "from CommittedVersion where id in ?1", CommittedVersion.class)
                        .setParameter(1, ids)
                        .getResultList());
    }

    private static <T> Mutiny.SelectionQuery<T> bound(Mutiny.SelectionQuery<T> query, KeptRule rule) {
        PathRange range = PathRange.of(rule.rule().prefix());
        return query.setParameter("owner", rule.owner())
                .setParameter("from", range.from())
                .setParameter("below", range.below())
                .setParameter("last", orNone(rule.rule().keepLast()))
                .setParameter("days", orNone(rule.rule().keepDays()))
                .setParameter("labelled", rule.rule().keepLabelled());
    }

    private static int orNone(Integer number) {
        return number == null ? 0 : number;
    }

    /**
     * What would go.
     *
     * @param versions how many
     * @param bytes in total
     */
    record Totals(long versions, long bytes) {}

    /**
     * One that would go.
     *
     * @param fileId the file
     * @param versionId the version
     * @param path where the file is
     */
    record Place(UUID fileId, UUID versionId, String path) {}
}

package io.waybill.metadata.retention;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.RetentionPreview;
import io.waybill.contracts.api.RetentionRule;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import io.waybill.metadata.audit.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rules of each owner. */
@ApplicationScoped
public class RetentionRules {
    private static final int EXAMPLES = 100;

    private final SupersededVersions superseded;
    private final AuditLog audit;

    /** Finds what a rule would remove in {@code superseded}, and writes to {@code audit}. */
    public RetentionRules(SupersededVersions superseded, AuditLog audit) {
        this.superseded = superseded;
        this.audit = audit;
    }

    /** All rules of {@code owner}, by prefix. */
    @WithSession
    public Uni<List<RetentionRule>> list(String owner) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                select prefix, keep_last, keep_days, keep_labelled from retention_rule
                                where owner = :owner order by prefix""", Object[].class)
                        .setParameter("owner", owner)
                        .getResultList())
                .map(rows -> rows.stream().map(RetentionRules::read).toList());
    }

    /**
     * Sets the rule for its prefix, in place of an earlier one; it is applied soon. May be repeated.
     *
     * @return the rule as it stands; fails with {@code malformed_request}
     */
    @WithTransaction
    public Uni<RetentionRule> put(String owner, RetentionRule wish) {
        KeptRule kept = KeptRule.of(owner, wish);
        RetentionRule rule = kept.rule();
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                insert into retention_rule (owner, prefix, keep_last, keep_days, keep_labelled, next_run_at)
                                values (:owner, :prefix, nullif(:last, 0), nullif(:days, 0), :labelled, now())
                                on conflict (owner, prefix) do update set keep_last = excluded.keep_last,
                                keep_days = excluded.keep_days, keep_labelled = excluded.keep_labelled, next_run_at = now()""")
                        .setParameter("owner", owner)
                        .setParameter("prefix", rule.prefix())
                        .setParameter("last", rule.keepLast() == null ? 0 : rule.keepLast())
                        .setParameter("days", rule.keepDays() == null ? 0 : rule.keepDays())
                        .setParameter("labelled", rule.keepLabelled())
                        .executeUpdate())
                .flatMap(set -> written("retention.set", owner, rule.prefix()))
                .replaceWith(rule);
    }

    /** What the rule would remove now, were it set; nothing is changed. Fails with {@code malformed_request}. */
    @WithSession
    public Uni<RetentionPreview> preview(String owner, RetentionRule wish) {
        KeptRule kept = KeptRule.of(owner, wish);
        return superseded.totals(kept).flatMap(totals -> superseded
                .first(kept, EXAMPLES)
                .flatMap(this::examples)
                .map(examples -> new RetentionPreview(kept.rule(), totals.versions(), totals.bytes(), examples)));
    }

    /** Takes the rule for {@code prefix} away. Fails with {@code not_found} when there is none (any more). */
    @WithTransaction
    public Uni<Void> delete(String owner, String prefix) {
        String folder = KeptRule.folder(prefix);
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(
                                "delete from retention_rule where owner = :owner and prefix = :prefix")
                        .setParameter("owner", owner)
                        .setParameter("prefix", folder)
                        .executeUpdate())
                .invoke(deleted -> {
                    if (deleted == 0) {
                        throw new WaybillException(ErrorCode.NOT_FOUND, "There is no rule for this prefix.");
                    }
                })
                .flatMap(deleted -> written("retention.removed", owner, folder));
    }

    private Uni<Void> written(String action, String owner, String prefix) {
        return audit.append(List.of(AuditedAction.of(action, owner, prefix)), List.of(Origin.current()));
    }

    private Uni<List<FileVersion>> examples(List<SupersededVersions.Place> places) {
        Map<?, SupersededVersions.Place> byVersion =
                places.stream().collect(Collectors.toMap(SupersededVersions.Place::versionId, Function.identity()));
        return superseded
                .load(places.stream().map(SupersededVersions.Place::versionId).toList())
                .map(versions -> versions.stream()
                        .map(version -> version.at(byVersion.get(version.id()).path()))
                        .sorted(Comparator.comparing(FileVersion::path).thenComparingInt(FileVersion::version))
                        .toList());
    }

    static RetentionRule read(Object[] row) {
        return new RetentionRule((String) row[0], (Integer) row[1], (Integer) row[2], (Boolean) row[3]);
    }
}

package io.waybill.metadata.quota;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.metadata.audit.AuditLog;
import io.waybill.metadata.audit.AuditedAction;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Compares what was counted for an owner with what their versions say. Both are read with one statement, so that nothing under
 * way can come between. A difference is told, and left as it is until an admin asks for a new count.
 */
@ApplicationScoped
public class CheckCounts {
    private static final Logger LOG = Logger.getLogger(CheckCounts.class);

    private static final String DIFFERENCE = """
            select r.stored - c.stored as stored, r.files - c.files as files, r.versions - c.versions as versions,
                r.trash - c.trash as trash, r.shown - c.shown as shown
            from quota_recounted($1) r, quota_counted($1) c""";

    private final Pool database;
    private final QuotaConfig config;
    private final QuotaCounts counts;
    private final AuditLog audit;

    /** Compares in {@code database}, tells {@code counts}, and writes corrections to {@code audit}. */
    public CheckCounts(Pool database, QuotaConfig config, QuotaCounts counts, AuditLog audit) {
        this.database = database;
        this.config = config;
        this.counts = counts;
        this.audit = audit;
    }

    /** Checks the owner whose count is due for longest; whether there was one. */
    Uni<Boolean> checkOne() {
        return database.preparedQuery("""
                        update quota_usage set checked_at = now() where owner = (
                            select owner from quota_usage where checked_at < now() - $1::bigint * interval '1 second'
                            order by checked_at limit 1 for update skip locked)
                        returning owner""")
                .execute(Tuple.of(config.checkEvery().toSeconds()))
                .flatMap(due -> due.size() == 0
                        ? Uni.createFrom().item(false)
                        : check(due.iterator().next().getString("owner")).replaceWith(true));
    }

    /** Checks one owner. */
    Uni<Long> check(String owner) {
        return database.preparedQuery(DIFFERENCE)
                .execute(Tuple.of(owner))
                .map(rows -> size(rows.iterator().next()))
                .invoke(drift -> {
                    if (drift != 0) {
                        LOG.errorf(
                                "What is counted for owner %s differs by %d bytes from what their versions say; POST"
                                        + " /api/users/{owner}/quota/recount mends it.",
                                owner, drift);
                    }
                })
                .call(drift -> note(owner, drift));
    }

    /**
     * Makes the count right, and writes that down; what others commit meanwhile is counted beside it. Of two at once the second
     * finds what the first has mended.
     */
    Uni<Void> correct(String owner) {
        String entry = audit.entry(AuditedAction.of("quota.recounted", owner));
        return database.withTransaction(connection -> connection
                        .preparedQuery("select pg_advisory_xact_lock(hashtextextended('quota recount ' || $1, 0))")
                        .execute(Tuple.of(owner))
                        .flatMap(alone -> connection
                                .preparedQuery(
                                        "insert into quota_change (owner, stored, files, versions, trash, shown) select $1, d.*"
                                                + " from (" + DIFFERENCE + ") d")
                                .execute(Tuple.of(owner)))
                        .flatMap(corrected -> connection
                                .preparedQuery("select audit_append($1::text::jsonb)")
                                .execute(Tuple.of(entry))))
                .flatMap(corrected -> note(owner, 0));
    }

    private Uni<Void> note(String owner, long drift) {
        return database.preparedQuery("update quota_usage set drift = $2 where owner = $1 and drift <> $2")
                .execute(Tuple.of(owner, drift))
                .flatMap(noted -> database.query(
                                "select coalesce(sum(drift), 0)::bigint as drift from quota_usage where drift <> 0")
                        .execute())
                .invoke(rows -> counts.drift(rows.iterator().next().getLong("drift")))
                .replaceWithVoid();
    }

    /** In bytes; a file that is counted wrongly is one. */
    private static long size(Row difference) {
        return Math.abs(difference.getLong("stored"))
                + Math.abs(difference.getLong("files"))
                + Math.abs(difference.getLong("versions"))
                + Math.abs(difference.getLong("trash"))
                + Math.abs(difference.getLong("shown"));
    }
}

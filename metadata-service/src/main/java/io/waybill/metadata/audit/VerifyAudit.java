package io.waybill.metadata.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/** Computes every seal again from what the entries say now, 100 000 entries at a time, and looks for entries that no seal knows. */
@ApplicationScoped
public class VerifyAudit {
    private static final Logger LOG = Logger.getLogger(VerifyAudit.class);
    private static final int SEALS_AT_ONCE = 100;
    private static final int PAGES_AT_ONCE = 2;
    private static final int MOST_FINDINGS = 100;

    private final Pool database;
    private final AuditHead head;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicLong broken = new AtomicLong();

    /** Looks at {@code database}, and for the {@code head} that was seen last. */
    public VerifyAudit(Pool database, AuditHead head, MeterRegistry metrics) {
        this.database = database;
        this.head = head;
        metrics.gauge("waybill.audit.broken", broken);
    }

    /**
     * Looks at all of it, and for the last seal that this replica made. Entries that are written meanwhile are left for the next time.
     *
     * @param noted the hash of a head that the caller has noted, in hex, or null
     * @return fails with {@code busy} while it is done for somebody else
     */
    Uni<AuditVerdict> verify(String noted) {
        if (!underWay.compareAndSet(false, true)) {
            throw new WaybillException(ErrorCode.BUSY, "The audit log is being verified for somebody else already.");
        }
        return Uni.createFrom()
                .deferred(() -> verifyAlone(noted))
                .onTermination()
                .invoke(() -> underWay.set(false));
    }

    private Uni<AuditVerdict> verifyAlone(String noted) {
        long started = System.nanoTime();
        return counts().flatMap(counts -> brokenSeals(counts.head().seal()).flatMap(findings -> unaccounted()
                .flatMap(inserted -> missingHead(noted).flatMap(missing -> missingLast()
                        .map(cut -> verdict(counts, join(findings, inserted, missing, cut), started))))));
    }

    private AuditVerdict verdict(Counts counts, List<AuditVerdict.Finding> findings, long started) {
        broken.set(findings.size());
        if (!findings.isEmpty()) {
            LOG.errorf("the audit log is not as it was written: %s", findings.get(0));
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        return new AuditVerdict(
                findings.isEmpty(),
                counts.entries(),
                counts.pending(),
                counts.head(),
                findings.subList(0, Math.min(MOST_FINDINGS, findings.size())),
                millis);
    }

    private Uni<Counts> counts() {
        return database.query("""
                        select (select count(*) from audit_entry) as entries, (select count(*) from audit_pending) as pending,
                            coalesce(max(number), 0) as seal,
                            (select encode(hash, 'hex') from audit_seal order by number desc limit 1) as hash
                        from audit_seal""").execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Counts(
                    row.getLong("entries"),
                    row.getLong("pending"),
                    new AuditVerdict.Head(row.getLong("seal"), row.getString("hash")));
        });
    }

    private Uni<List<AuditVerdict.Finding>> brokenSeals(long last) {
        List<Long> starts = new ArrayList<>();
        for (long from = 1; from <= last; from += SEALS_AT_ONCE) {
            starts.add(from);
        }
        return Multi.createFrom()
                .iterable(starts)
                .onItem()
                .transformToUni(from -> database.preparedQuery("select * from audit_suspect($1, $2)")
                        .execute(Tuple.of(from, from + SEALS_AT_ONCE - 1)))
                .merge(PAGES_AT_ONCE)
                .onItem()
                .transformToIterable(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong(0))
                        .toList())
                .select()
                .first(MOST_FINDINGS)
                .onItem()
                .transformToUniAndConcatenate(this::findings)
                .collect()
                .asList()
                .map(found -> found.stream().flatMap(List::stream).toList());
    }

    /** What is wrong with a seal that does not hold. */
    private Uni<List<AuditVerdict.Finding>> findings(long seal) {
        return database.preparedQuery("select * from audit_broken($1, $1)")
                .execute(Tuple.of(seal))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new AuditVerdict.Finding(
                                row.getString("finding"), row.getLong("seal"), row.getLong("entry")))
                        .toList());
    }

    private Uni<List<AuditVerdict.Finding>> unaccounted() {
        return database.query("select audit_surplus()")
                .execute()
                .flatMap(rows -> rows.iterator().next().getLong(0) == 0
                        ? Uni.createFrom().item(List.of())
                        : inserted());
    }

    private Uni<List<AuditVerdict.Finding>> inserted() {
        return database.query("select * from audit_unaccounted() order by 1 limit " + MOST_FINDINGS)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new AuditVerdict.Finding("inserted", null, row.getLong(0)))
                        .toList());
    }

    private Uni<List<AuditVerdict.Finding>> missingHead(String noted) {
        if (noted == null) {
            return Uni.createFrom().item(List.of());
        }
        return database.preparedQuery("select 1 from audit_seal where encode(hash, 'hex') = $1")
                .execute(Tuple.of(noted))
                .map(rows ->
                        rows.size() > 0 ? List.of() : List.of(new AuditVerdict.Finding("head_missing", null, null)));
    }

    private Uni<List<AuditVerdict.Finding>> missingLast() {
        return Uni.createFrom()
                .optional(head.last())
                .onItem()
                .ifNotNull()
                .transformToUni(last -> database.preparedQuery(
                                "select 1 from audit_seal where number = $1 and encode(hash, 'hex') = $2")
                        .execute(Tuple.of(last.seal(), last.hash()))
                        .map(rows -> rows.size() > 0
                                ? List.<AuditVerdict.Finding>of()
                                : List.of(new AuditVerdict.Finding("head_missing", last.seal(), null))))
                .onItem()
                .ifNull()
                .continueWith(List.of());
    }

    @SafeVarargs
    private static List<AuditVerdict.Finding> join(List<AuditVerdict.Finding>... findings) {
        List<AuditVerdict.Finding> all = new ArrayList<>();
        for (List<AuditVerdict.Finding> some : findings) {
            all.addAll(some);
        }
        return all;
    }

    private record Counts(long entries, long pending, AuditVerdict.Head head) {}
}

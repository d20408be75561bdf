package io.waybill.metadata.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Seals entries whose transactions are over; of all replicas one at a time. No change waits for it. */
@ApplicationScoped
public class SealEntries {
    private static final int AT_ONCE = 1000;

    private final Pool database;
    private final AuditHead head;
    private final Counter sealed;

    /** Seals in {@code database}, and tells {@code head} where the chain ends. */
    public SealEntries(Pool database, AuditHead head, MeterRegistry metrics) {
        this.database = database;
        this.head = head;
        sealed = Counter.builder("waybill.audit.sealed")
                .description("Entries of the audit log that were sealed")
                .register(metrics);
    }

    @Scheduled(every = "${waybill.audit.seal-poll:PT1S}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .deferred(this::some)
                .repeat()
                .whilst(count -> count == AT_ONCE)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Integer> some() {
        return database.query("select sealed, seal, encode(hash, 'hex') as hash from audit_seal_next(" + AT_ONCE + ")")
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> {
                    int count = row.getInteger("sealed");
                    if (count > 0) {
                        sealed.increment(count);
                        head.moved(new AuditVerdict.Head(row.getLong("seal"), row.getString("hash")));
                    }
                    return count;
                });
    }
}

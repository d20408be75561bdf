package io.waybill.metadata.quota;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Adds changes up and checks counts, in every replica. What fails is tried again at the next look. */
@ApplicationScoped
public class QuotaUpkeep {
    private static final int AT_ONCE = 10_000;

    private final Pool database;
    private final CheckCounts checkCounts;
    private final QuotaConfig config;

    /** Keeps {@code database} tidy. */
    public QuotaUpkeep(Pool database, CheckCounts checkCounts, QuotaConfig config) {
        this.database = database;
        this.checkCounts = checkCounts;
        this.config = config;
    }

    @Scheduled(every = "${waybill.quota.fold-poll:PT1S}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> fold() {
        return Uni.createFrom()
                .deferred(() ->
                        database.query("select quota_fold(" + AT_ONCE + ")").execute())
                .map(rows -> rows.iterator().next().getLong(0))
                .repeat()
                .whilst(folded -> folded == AT_ONCE)
                .onItem()
                .ignoreAsUni();
    }

    @Scheduled(every = "${waybill.quota.check-poll:PT1M}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> check() {
        if (!config.checksCounts()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .deferred(checkCounts::checkOne)
                .repeat()
                .whilst(some -> some)
                .onItem()
                .ignoreAsUni();
    }
}

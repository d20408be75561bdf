package io.waybill.metadata.history;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Takes transfers off the list that were kept long enough, in every replica. They stay counted. */
@ApplicationScoped
public class HistorySweep {
    /**
     * Which ended before $1; at most $2. One that is under way stays, however old it is: its end would find no row, and count
     * it once more.
     */
    static final String OLD =
            "select id from transfer where started_at < $1 and ended_at < $1" + " order by started_at limit $2";

    private static final int AT_ONCE = 5_000;

    /** Events are kept for a week, and may be told again for as long: a transfer that is gone then would be counted twice. */
    private static final Duration LEAST = Duration.ofDays(8);

    private final Pool database;
    private final Duration keep;

    /** Deletes from {@code database}. */
    public HistorySweep(Pool database, HistoryConfig config) {
        this.database = database;
        this.keep = config.keep().compareTo(LEAST) < 0 ? LEAST : config.keep();
    }

    /** Until nothing is old enough. What fails is tried again at the next look. */
    @Scheduled(every = "${waybill.history.poll:PT10M}", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .deferred(() -> someBefore(Instant.now().minus(keep)))
                .repeat()
                .whilst(some -> some > 0)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Integer> someBefore(Instant limit) {
        return database.preparedQuery("delete from transfer where id in (" + OLD + " for update skip locked)")
                .execute(Tuple.of(limit.atOffset(ZoneOffset.UTC), AT_ONCE))
                .map(gone -> gone.rowCount());
    }
}

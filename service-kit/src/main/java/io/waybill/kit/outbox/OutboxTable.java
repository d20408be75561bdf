package io.waybill.kit.outbox;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * The outbox as one relay sees it: through a single connection, which also holds the locks of its shards. When the
 * connection is lost so are the locks and every further statement: no relay works on a shard that another has taken over.
 * Methods block; they are for the relay's own thread.
 */
final class OutboxTable implements AutoCloseable {
    /** A number of our own among the advisory locks of the database. */
    private static final int LOCK_CLASS = 0x0B0C;

    private static final int SHARDS = 8;
    private static final int DELETED_AT_ONCE = 10_000;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    /**
     * A relay that hangs, or whose machine is gone without a word, loses its connection and so its shards. A relay at work
     * is never silent for as long: it looks many times a second, and sends for at most 13 s before it marks. A mark that is
     * lost in a crash is an event sent twice, so no mark waits for the disk.
     */
    private static final String SESSION = "set idle_session_timeout = '20s'; set tcp_keepalives_idle = 5;"
            + " set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3; set synchronous_commit = off";

    private static final String SESSION_OVER =
            "select pg_advisory_unlock_all(); reset synchronous_commit; reset idle_session_timeout;"
                    + " reset tcp_keepalives_idle; reset tcp_keepalives_interval; reset tcp_keepalives_count";

    private final PgConnection connection;
    private final List<Integer> shards = new ArrayList<>();

    OutboxTable(PgConnection connection) {
        this.connection = connection;
    }

    /** Makes the connection one that its server gives up when it is silent; to be called first. */
    void open() throws OutboxUnreachable {
        await(connection.query(SESSION).execute());
    }

    /** Takes every shard that no other relay holds. */
    void takeFreeShards() throws OutboxUnreachable {
        if (shards.size() == SHARDS) {
            return;
        }
        Integer[] others = IntStream.range(0, SHARDS)
                .boxed()
                .filter(shard -> !shards.contains(shard))
                .toArray(Integer[]::new);
        for (Row row : query(
                "select shard from unnest($2::int[]) shard where pg_try_advisory_lock($1, shard)",
                Tuple.tuple().addInteger(LOCK_CLASS).addArrayOfInteger(others))) {
            shards.add(row.getInteger("shard"));
        }
    }

    /** At most {@code limit} unsent events of our shards, oldest first. */
    List<OutboxRow> unsent(int limit) throws OutboxUnreachable {
        List<OutboxRow> rows = new ArrayList<>();
        for (Row row : query("""
                select id, event_id, topic, subject, sequence, type, data::text as data, created_at
                from outbox where sent_at is null and shard = any($1) order by id limit $2""", Tuple.of(shards.toArray(Integer[]::new), limit))) {
            rows.add(OutboxRow.of(row));
        }
        return rows;
    }

    /** Notes that these events are in Kafka. */
    void markSent(List<Long> ids) throws OutboxUnreachable {
        query("update outbox set sent_at = now() where id = any($1)", Tuple.of((Object) ids.toArray(Long[]::new)));
    }

    /** How much waits, of all shards; counted up to 100 000. */
    OutboxBacklog backlog() throws OutboxUnreachable {
        Row row = query("""
                        select count(*) as unsent, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as lag
                        from (select created_at from outbox where sent_at is null order by id limit 100000) waiting""", Tuple.tuple()).iterator().next();
        return new OutboxBacklog(row.getLong("unsent"), Math.max(0, row.getDouble("lag")));
    }

    /**
     * Deletes some events that were sent before {@code limit}, and what is kept of subjects that have none left.
     *
     * @return whether there are more: call again then
     */
    boolean forgetSentBefore(OffsetDateTime limit) throws OutboxUnreachable {
        query("select outbox_forget($1, $2)", Tuple.of(limit, DELETED_AT_ONCE));
        return query("select exists (select from outbox where sent_at < $1) as more", Tuple.of(limit))
                .iterator()
                .next()
                .getBoolean("more");
    }

    /** Gives up the shards and hands the connection back to its pool. Does not wait. */
    @Override
    public void close() {
        connection.query(SESSION_OVER).execute().onComplete(ended -> connection.close());
    }

    private RowSet<Row> query(String sql, Tuple arguments) throws OutboxUnreachable {
        return await(connection.preparedQuery(sql).execute(arguments));
    }

    static <T> T await(Future<T> future) throws OutboxUnreachable {
        CompletableFuture<T> result = future.toCompletionStage().toCompletableFuture();
        try {
            return result.get(STATEMENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new OutboxUnreachable(stopped);
        } catch (ExecutionException | TimeoutException failed) {
            throw new OutboxUnreachable(failed);
        }
    }
}

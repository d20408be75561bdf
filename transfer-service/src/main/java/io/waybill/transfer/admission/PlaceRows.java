package io.waybill.transfer.admission;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The places in line and the turns of owners, as PostgreSQL keeps them. Each method is one statement. */
@ApplicationScoped
public class PlaceRows {
    private static final String TAKE = """
            with asked as (
              select * from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) as a(id, owner, priority, since)
              order by id),
            taken as (
              insert into admission_place as place (id, owner, priority, waiting_since, kept_until)
              select id, owner, priority, since, now() + $5::bigint * interval '1 millisecond' from asked
              on conflict (id) do update set priority = excluded.priority, kept_until = excluded.kept_until,
                  waiting_since = case when place.kept_until < now() then excluded.waiting_since
                      else least(place.waiting_since, excluded.waiting_since) end
              returning id, owner, waiting_since)
            select taken.id, taken.waiting_since, turn.served_at
            from taken left join admission_turn as turn using (owner)
            """;

    private static final String SERVED = """
            insert into admission_turn as turn (owner, served_at)
            select * from unnest($1::text[], $2::timestamptz[]) as t(owner, at) order by owner
            on conflict (owner) do update set served_at = greatest(turn.served_at, excluded.served_at)
            """;

    /** Owners take turns: before one's nth go up to n of every other, depending on who is next in this round. */
    private static final String AHEAD = """
            with kept as (
              select place.*, coalesce(turn.served_at, '-infinity') as served_at
              from admission_place as place left join admission_turn as turn using (owner) where kept_until > now()),
            mine as (select * from kept where id = $1),
            earlier as (
              select count(*) as n from kept, mine where kept.owner = mine.owner and kept.priority = mine.priority
                and (kept.waiting_since, kept.id) < (mine.waiting_since, mine.id)),
            others as (
              select least(count(*), case when (kept.served_at, min(kept.waiting_since)) < (mine.served_at, mine.waiting_since)
                  then earlier.n + 1 else earlier.n end) as n
              from kept, mine, earlier where kept.priority = mine.priority and kept.owner <> mine.owner
              group by kept.owner, kept.served_at, mine.served_at, mine.waiting_since, earlier.n),
            higher as (select count(*) as n from kept, mine where kept.priority > mine.priority)
            select mine.waiting_since, higher.n + earlier.n + (select coalesce(sum(n), 0) from others)::bigint as ahead
            from mine, earlier, higher
            """;

    private final Pool pool;

    PlaceRows(Pool pool) {
        this.pool = pool;
    }

    /**
     * Takes places, or finds those that are kept; nobody is moved back.
     *
     * @param waiters one for each upload
     * @param keep how long to keep them from now on
     */
    Future<List<Taken>> take(Collection<Waiter> waiters, Duration keep) {
        List<Waiter> all = List.copyOf(waiters);
        Tuple values = Tuple.of(
                all.stream().map(waiter -> waiter.candidate().upload()).toArray(UUID[]::new),
                all.stream().map(waiter -> waiter.candidate().owner()).toArray(String[]::new),
                all.stream().map(waiter -> waiter.candidate().priority()).toArray(Integer[]::new),
                all.stream().map(waiter -> time(waiter.since())).toArray(OffsetDateTime[]::new),
                keep.toMillis());
        return run(TAKE, values).map(rows -> stream(rows)
                .map(row -> new Taken(
                        row.getUUID("id"),
                        instant(row, "waiting_since"),
                        Optional.ofNullable(instant(row, "served_at"))))
                .toList());
    }

    /** Gives places up. Idempotent. */
    Future<Void> giveUp(Collection<UUID> ids) {
        UUID[] sorted = ids.stream().sorted().toArray(UUID[]::new);
        return run("delete from admission_place where id = any($1::uuid[])", Tuple.of((Object) sorted))
                .mapEmpty();
    }

    /** Notes when owners had their last turn. */
    Future<Void> served(Map<String, Instant> turns) {
        Map<String, Instant> sorted = new TreeMap<>(turns);
        return run(SERVED, Tuple.of(sorted.keySet().toArray(String[]::new), (Object)
                        sorted.values().stream().map(PlaceRows::time).toArray(OffsetDateTime[]::new)))
                .mapEmpty();
    }

    /** Which of the uploads wait, and since when. */
    public Future<Map<UUID, Place>> waiting(Collection<UUID> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture(Map.of())
                : run(
                                "select id, waiting_since from admission_place where id = any($1::uuid[]) and kept_until > now()",
                                Tuple.of((Object) ids.toArray(UUID[]::new)))
                        .map(rows -> stream(rows)
                                .collect(Collectors.toMap(
                                        row -> row.getUUID("id"),
                                        row -> new Place(instant(row, "waiting_since"), null))));
    }

    /** The place of one upload, with how many are ahead of it; empty when it does not wait. */
    public Future<Optional<Place>> find(UUID id) {
        return run(AHEAD, Tuple.of(id)).map(rows -> stream(rows)
                .map(row -> new Place(instant(row, "waiting_since"), row.getLong("ahead")))
                .findFirst());
    }

    /** Drops places that nobody came back to, and turns that say nothing any more; how many went. */
    public Future<Integer> sweep() {
        return run("delete from admission_place where kept_until < now()", Tuple.tuple())
                .compose(places -> run(
                                "delete from admission_turn where served_at < now() - interval '1 hour'", Tuple.tuple())
                        .map(turns -> places.rowCount() + turns.rowCount()));
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    private static java.util.stream.Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /**
     * A place that was taken or found.
     *
     * @param id the upload
     * @param since from when on it is kept
     * @param served when its owner was last let in, if that is known
     */
    record Taken(UUID id, Instant since, Optional<Instant> served) {}
}

package io.waybill.transfer.preview;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The previews of stored objects: a queue of those to make, and what was made. A row comes into being in the transaction that
 * completes an upload ({@code UploadRows}), or when somebody asks.
 *
 * <p>A claim raises the epoch of the row. Every later step of its worker names that epoch, so that a worker whose lease is over,
 * or whose object is gone, changes nothing.
 */
@ApplicationScoped
public class PreviewRows {
    private static final int ASKED = 10;

    private static final String MINE = " where store_key = $1 and epoch = $2 and state = 'WAITING'";

    private final Pool pool;

    PreviewRows(Pool pool) {
        this.pool = pool;
    }

    /** Where the preview of an object stands; empty when nobody wanted one so far. */
    Future<Optional<Preview>> find(String storeKey) {
        return run(
                        "select p.state, p.reason, o.key, o.side, o.media_type, o.width, o.height, o.size, o.sha256, o.truncated"
                                + " from preview p left join preview_object o"
                                + " on o.source = p.store_key and o.epoch = p.epoch and p.state = 'MADE'"
                                + " where p.store_key = $1",
                        Tuple.of(storeKey))
                .map(PreviewRows::readPreview);
    }

    /**
     * Wants the preview of an object now, before those that nobody waits for; one that failed already waits among those.
     * Idempotent.
     */
    Future<Void> ask(String storeKey, long sizeBytes) {
        return run(
                        "insert into preview (store_key, size, state, priority) values ($1, $2, 'WAITING', " + ASKED
                                + ") on conflict (store_key) do update set priority = " + ASKED
                                + " where preview.state = 'WAITING' and preview.attempts = 0 and preview.priority < "
                                + ASKED,
                        Tuple.of(storeKey, sizeBytes))
                .mapEmpty();
    }

    /** Wants it made again, since what was made is not in the store any more. Idempotent. */
    Future<Void> remake(String storeKey) {
        return run(
                        "update preview set state = 'WAITING', priority = " + ASKED + ", attempts = 0, due_at = now(),"
                                + " updated_at = now() where store_key = $1 and state = 'MADE'",
                        Tuple.of(storeKey))
                .mapEmpty();
    }

    /** Takes the one that is due and most wanted, for {@code lease}; empty when none is due. */
    Future<Optional<PreviewJob>> claim(Duration lease) {
        return run(
                        "update preview set epoch = epoch + 1, attempts = attempts + 1, updated_at = now(),"
                                + " due_at = now() + $1::bigint * interval '1 millisecond' where store_key = (select store_key"
                                + " from preview where state = 'WAITING' and due_at <= now()"
                                + " order by priority desc, due_at limit 1 for update skip locked) returning *",
                        Tuple.of(lease.toMillis()))
                .map(rows -> first(rows)
                        .map(row -> new PreviewJob(
                                row.getString("store_key"),
                                row.getLong("size"),
                                row.getLong("epoch"),
                                row.getInteger("attempts"),
                                row.getInteger("priority") > 0)));
    }

    /** Notes what will be stored; false when the job is somebody else's by now. */
    Future<Boolean> intend(PreviewJob job, List<Product> products) {
        List<Tuple> values = products.stream()
                .map(p -> Tuple.from(new Object[] {
                    job.storeKey(),
                    job.epoch(),
                    p.key(),
                    p.side(),
                    p.mediaType(),
                    p.width(),
                    p.height(),
                    p.sizeBytes(),
                    p.sha256().hex(),
                    p.truncated()
                }))
                .toList();
        return pool.preparedQuery(
                        "insert into preview_object (source, epoch, key, side, media_type, width, height, size,"
                                + " sha256, truncated) select $1::text, $2::bigint, $3, $4, $5, $6, $7, $8, $9, $10 from preview"
                                + MINE)
                .executeBatch(values)
                .map(rows -> rows.rowCount() > 0);
    }

    /** Shows what was stored; false when the job is somebody else's by now. */
    Future<Boolean> made(PreviewJob job, SourceKind kind) {
        return mine(job, "state = 'MADE', kind = $3, reason = null, detail = null", kind.name());
    }

    /** Notes that there will be none; false when the job is somebody else's by now. */
    Future<Boolean> never(PreviewJob job, SourceKind kind, String reason, String detail) {
        return mine(
                job,
                "state = 'NEVER', kind = $3, reason = $4, detail = $5",
                kind == null ? null : kind.name(),
                reason,
                detail);
    }

    /** Tries it again after {@code pause}, for this reason; false when the job is somebody else's by now. */
    Future<Boolean> retry(PreviewJob job, Duration pause, String reason, String detail) {
        return mine(
                job,
                "priority = 0, due_at = now() + $3::bigint * interval '1 millisecond', reason = $4, detail = $5",
                pause.toMillis(),
                reason,
                detail);
    }

    /** The same, for a failure that is none of the object's: it does not count as an attempt. */
    Future<Boolean> postpone(PreviewJob job, Duration pause, String detail) {
        return mine(
                job,
                "due_at = now() + $3::bigint * interval '1 millisecond', attempts = attempts - 1, detail = $4",
                pause.toMillis(),
                detail);
    }

    /** Gives it up, for this reason, until an operator wants it again; false when the job is somebody else's by now. */
    Future<Boolean> giveUp(PreviewJob job, String reason, String detail) {
        return mine(job, "state = 'DEAD', reason = $3, detail = $4", reason, detail);
    }

    /** Forgets the preview of an object that is gone: a worker that is at it shows nothing any more. Idempotent. */
    Future<Void> forget(String storeKey) {
        return run("delete from preview where store_key = $1", Tuple.of(storeKey))
                .mapEmpty();
    }

    /** The keys of what was made of an object, or would have been. */
    Future<List<String>> madeOf(String storeKey) {
        return keys("select key from preview_object where source = $1", Tuple.of(storeKey));
    }

    /** Up to {@code limit} keys of what is not, and never will be, shown. */
    Future<List<String>> garbage(int limit) {
        return keys(
                "select key from preview_object o where not exists (select 1 from preview p"
                        + " where p.store_key = o.source and p.epoch = o.epoch and p.state in ('WAITING', 'MADE')) limit $1",
                Tuple.of(limit));
    }

    /** Forgets what was deleted from the store. Idempotent. */
    Future<Void> deleted(List<String> keys) {
        return run("delete from preview_object where key = any($1)", Tuple.of((Object) keys.toArray(String[]::new)))
                .mapEmpty();
    }

    /** Those of {@code keys} that no row speaks of. */
    public Future<List<String>> unknown(List<String> keys) {
        return keys(
                "select k as key from unnest($1::text[]) as k where not exists (select 1 from preview_object o where o.key = k)",
                Tuple.of((Object) keys.toArray(String[]::new)));
    }

    /** How many wait, and how many were given up. */
    Future<Waiting> count() {
        return run(
                        "select (select count(*) from preview where state = 'WAITING') as waiting,"
                                + " (select count(*) from preview where state = 'DEAD') as dead",
                        Tuple.tuple())
                .map(rows -> first(rows).orElseThrow())
                .map(row -> new Waiting(row.getLong("waiting"), row.getLong("dead")));
    }

    /** The length of the queue, and of what fell out of it. */
    record Waiting(long jobs, long dead) {}

    private Future<Boolean> mine(PreviewJob job, String change, Object... values) {
        List<Object> all = new ArrayList<>(List.of(job.storeKey(), job.epoch()));
        for (Object value : values) {
            all.add(value);
        }
        return run("update preview set updated_at = now(), " + change + MINE, Tuple.wrap(all))
                .map(rows -> rows.rowCount() > 0);
    }

    private Future<List<String>> keys(String sql, Tuple values) {
        return run(sql, values).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString("key"))
                .toList());
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private static Optional<Preview> readPreview(RowSet<Row> rows) {
        return first(rows)
                .map(row -> new Preview(
                        Preview.State.valueOf(row.getString("state")),
                        row.getString("reason"),
                        StreamSupport.stream(rows.spliterator(), false)
                                .filter(product -> product.getString("key") != null)
                                .map(PreviewRows::readProduct)
                                .toList()));
    }

    private static Product readProduct(Row row) {
        return new Product(
                row.getString("key"),
                row.getInteger("side"),
                row.getString("media_type"),
                row.getInteger("width"),
                row.getInteger("height"),
                row.getLong("size"),
                Sha256.ofHex(row.getString("sha256")),
                row.getBoolean("truncated"));
    }
}

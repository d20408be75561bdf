package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.PartRange;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredPart;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What many writers of one upload write at once. None of them raises its epoch; each statement holds only while the upload
 * is OPEN at the epoch that was read, so that a completion, a cancel or an expiry fences all of them.
 */
@ApplicationScoped
public class ParallelRows {
    private static final String CLAIM = """
            insert into part (upload, number, size, sha256, epoch, slot, claimed_until)
            select id, $3, $4, $5, epoch, $6, now() + $8::bigint * interval '1 millisecond'
            from upload where id = $1 and epoch = $2 and state = 'OPEN'
            on conflict (upload, number) do update
                set slot = case when part.sha256 = excluded.sha256 then part.slot else part.slot + 1 end,
                    sha256 = excluded.sha256, claimed_until = excluded.claimed_until
                where part.etag is null and (part.sha256 = excluded.sha256
                    or (part.slot < $7::int and (part.claimed_until is null or part.claimed_until < now())))
            returning slot
            """;

    /**
     * The part is locked first and read again under the lock: it is counted once. The upload is locked by its own update and not
     * before it: a claim's foreign key holds it too, and among the three a lock that is taken twice can wait for itself.
     */
    private static final String LIST = """
            with unlisted as (
              select upload, number, size from part
              where upload = $1 and number = $3 and slot = $4 and etag is null for update),
            counted as (
              update upload set acknowledged = acknowledged + unlisted.size, part_count = part_count + 1, updated_at = now(),
                  expires_at = now() + $6::bigint * interval '1 millisecond'
              from unlisted where upload.id = unlisted.upload and epoch = $2 and state = 'OPEN'
              returning upload.id, acknowledged),
            unqueued as (
              delete from admission_place using counted where admission_place.id = counted.id)
            update part set etag = $5, claimed_until = null
            from counted where part.upload = counted.id and part.number = $3
            returning counted.acknowledged
            """;

    private static final String RECEIVED = """
            select min(number) as first, max(number) as last
            from (select number, number - row_number() over (order by number) as island
                  from part where upload = $1 and etag is not null) as stored
            group by island order by first
            """;

    private final Pool pool;

    ParallelRows(Pool pool) {
        this.pool = pool;
    }

    /** Notes where the parts go, unless that is known already; whether it did. */
    Future<Boolean> stage(Upload.Open upload, StagedObject staged) {
        return run(
                        "update upload set stage_id = $3 where id = $1 and epoch = $2 and state = 'OPEN' and stage_id is null",
                        Tuple.of(upload.id(), upload.epoch(), staged.stageId()))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Says which bytes are about to be stored as a part, before they are; the number of the store to put them under. The same
     * bytes get the same one again. Empty when the part is stored, when other bytes are on their way, when the part has no
     * number left, or when the upload has moved.
     */
    Future<Optional<Integer>> claim(Upload.Open upload, PartPlan plan, int number, Sha256 sha256, Duration lease) {
        Tuple values = Tuple.of(upload.id(), upload.epoch(), number, plan.sizeOf(number), sha256.hex())
                .addInteger(plan.firstSlot(number))
                .addInteger(plan.lastSlot(number))
                .addLong(lease.toMillis());
        return run(CLAIM, values).map(rows -> first(rows).map(row -> row.getInteger("slot")));
    }

    /** Gives a claim up whose bytes are not on their way any more; its number of the store is not used for other bytes. */
    Future<Void> release(UUID id, int number, Sha256 sha256) {
        return run(
                        "update part set claimed_until = null"
                                + " where upload = $1 and number = $2 and sha256 = $3 and etag is null",
                        Tuple.of(id, number, sha256.hex()))
                .mapEmpty();
    }

    /**
     * Lists a part in the manifest, under the claim that it was stored by: from now on it is acknowledged. The bytes of all
     * stored parts; empty when it is listed already, when the claim is another's, or when the upload has moved.
     */
    Future<Optional<Long>> list(Upload.Open upload, int number, StoredPart stored, Duration expiry) {
        Tuple values = Tuple.of(upload.id(), upload.epoch(), number, stored.number(), stored.etag())
                .addLong(expiry.toMillis());
        return run(LIST, values).map(rows -> first(rows).map(row -> row.getLong("acknowledged")));
    }

    /** What is stored, or on its way, as a part. */
    Future<Optional<Claim>> find(UUID id, int number) {
        return run(
                        "select sha256, slot, etag is not null as stored from part where upload = $1 and number = $2",
                        Tuple.of(id, number))
                .map(rows -> first(rows)
                        .map(row -> new Claim(
                                new Sha256(row.getString("sha256")),
                                row.getInteger("slot"),
                                row.getBoolean("stored"))));
    }

    /** The parts that are stored, in order. */
    Future<List<PartRange>> received(UUID id) {
        return run(RECEIVED, Tuple.of(id)).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new PartRange(row.getInteger("first"), row.getInteger("last")))
                .toList());
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }

    /**
     * The bytes that are, or are to be, a part.
     *
     * @param sha256 their digest
     * @param slot their number in the store
     * @param stored whether they are listed
     */
    record Claim(Sha256 sha256, int slot, boolean stored) {}
}

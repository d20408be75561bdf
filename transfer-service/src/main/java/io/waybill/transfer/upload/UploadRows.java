package io.waybill.transfer.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.api.ReservedSpace;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.transfer.storage.StoredPart;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The rows of uploads and their parts. Every write is one statement, so in one transaction and one round trip: the row, its
 * parts and its event become durable together or not at all. Writes of many uploads at the same moment share both.
 *
 * <p>When the database cannot be reached, the driver's own failure comes out; it is a {@code database_unavailable} problem to
 * clients. Whether the write happened is not known then.
 */
@ApplicationScoped
public class UploadRows {
    private static final String INSERT = """
            with opened as (
              insert into upload (id, owner, path, conflict, if_match, if_none_match, content_type, client, expected_sha256,
                  metadata, one_shot, idempotency_key, fingerprint, created_at, part_size, length, acknowledged, part_count, store_key,
                  stage_id, tail_key, tail_size, tail_sha256, digest_state, epoch, lease_until, updated_at, expires_at,
                  state, sha256, stored, parallel, concat, priority, crc32, address, request_id)
              select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                  $23, $24, $25, $26, $27, $28, $29, $30, $31, $35, $36, $38, $39, $40, $41
              where $42::int is null
                or (select count(*) from (select from upload as other where other.owner = $2 and other.state in ('OPEN', 'COMMITTING')
                    limit $42::int) as others) < $42::int
              on conflict (owner, idempotency_key) where idempotency_key is not null do nothing
              returning id),
            joined as (
              insert into concatenation (upload, position, partial)
              select opened.id, named.position, named.partial
              from opened, unnest($37::uuid[]) with ordinality as named(partial, position))
            select case when $32::text is not null then outbox_append($32::text, id::text, $33, $34::text::jsonb) end
            from opened
            """;

    private static final String SAVE = """
            with moved as (
              update upload set part_size = $4, length = $5, acknowledged = $6, part_count = $7, store_key = $8,
                  stage_id = $9, tail_key = $10, tail_size = $11, tail_sha256 = $12, digest_state = $13, epoch = $14,
                  lease_until = $15, updated_at = $16, expires_at = $17, state = $18, sha256 = $19, stored = $20,
                  discard_at = $21, error_code = $22, error_detail = $23, error_fields = $24, version = $25,
                  idempotency_key = case when $18 = 'CANCELLED' then null else idempotency_key end,
                  expected_sha256 = $33, crc32 = $36, content_type = $37
              where id = $1 and epoch = $2 and state = $3
                and acknowledged = $34 and stage_id is not distinct from $35::text
              returning id, store_key, acknowledged, state, upload.version),
            listed as (
              insert into part (upload, number, size, sha256, etag, epoch)
              select moved.id, p.number, p.size, p.sha256, p.etag, $14
              from moved, unnest($26::int[], $27::bigint[], $28::text[], $29::text[]) as p(number, size, sha256, etag)
              on conflict (upload, number) do update
                  set size = excluded.size, sha256 = excluded.sha256, etag = excluded.etag, epoch = excluded.epoch),
            told as (
              select outbox_append($30::text, id::text, $31::text, $32::text::jsonb) from moved where $30::text is not null),
            previewed as (
              insert into preview (store_key, size, state) select store_key, acknowledged, 'WAITING' from moved
              where state = 'COMPLETED' and moved.version is not null and $37::text ~ '^(text/|image/|application/pdf)'
              on conflict do nothing),
            fenced as (
              select pg_notify('upload_fence', id::text || ' ' || $14::bigint || ' ' || $18::text) from moved
              where $14::bigint > $2::bigint),
            unqueued as (
              delete from admission_place using moved where admission_place.id = moved.id and ($15::timestamptz is not null or $18::text <> 'OPEN') and $14::bigint > $2::bigint)
            select (select count(*) from moved) as moved, (select count(*) from told) as told,
                   (select count(*) from fenced) as fenced
            """;

    private final Pool pool;
    private final ObjectMapper json;
    private final UploadRowMapping mapping;
    private final GroupedStatement inserts;
    private final GroupedStatement saves;

    UploadRows(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.inserts = new GroupedStatement(pool, INSERT);
        this.saves = new GroupedStatement(pool, SAVE);
        this.json = json;
        this.mapping = new UploadRowMapping(json);
    }

    /** Makes a new upload durable and tells {@code event}; false when its idempotency key is taken. */
    Future<Boolean> insert(Upload upload, TransferEvent event) {
        return insert(upload, event, null);
    }

    /**
     * The same; false also when its owner has {@code mostActive} uploads that are not at an end. Of those that are opened in the same
     * moment by several replicas, each may be let in.
     */
    Future<Boolean> insert(Upload upload, TransferEvent event, Integer mostActive) {
        List<Object> values = new ArrayList<>(mapping.terms(upload.terms()));
        values.addAll(mapping.bytes(upload.bytes()));
        values.addAll(mapping.openingState(upload));
        values.addAll(event(upload, event));
        values.add(upload.terms().parallel());
        values.addAll(mapping.concat(upload.terms().concat()));
        values.add(upload.terms().priority());
        values.add(UploadRowMapping.crc32(upload));
        values.add(upload.terms().origin().address());
        values.add(upload.terms().origin().requestId());
        values.add(mostActive);
        return inserts.execute(Tuple.wrap(values)).map(rows -> rows.rowCount() > 0);
    }

    /** Makes a move durable. */
    <U extends Upload> Future<U> save(Upload before, U after) {
        return save(before, after, List.of(), null);
    }

    /**
     * Makes a move durable, with the parts it adds to the manifest and the event that tells of it (or null).
     *
     * <p>Guarded by the epoch, and by what is stored: parts of a parallel upload move that without a new epoch. Fails with {@code upload_superseded} when somebody else has moved the upload since {@code before} was read;
     * nothing is changed then.
     */
    <U extends Upload> Future<U> save(Upload before, U after, List<StoredPartRow> parts, TransferEvent event) {
        List<Object> values = new ArrayList<>();
        values.add(before.id());
        values.add(before.epoch());
        values.add(before.state().name());
        values.addAll(mapping.bytes(after.bytes()));
        values.addAll(mapping.state(after));
        values.add(parts.stream().map(p -> p.part().number()).toArray(Integer[]::new));
        values.add(parts.stream().map(p -> p.part().sizeBytes()).toArray(Long[]::new));
        values.add(parts.stream().map(p -> UploadRowMapping.hex(p.sha256())).toArray(String[]::new));
        values.add(parts.stream().map(p -> p.part().etag()).toArray(String[]::new));
        values.addAll(event(after, event));
        values.addAll(mapping.promiseAndStand(after.terms(), before.bytes()));
        values.add(UploadRowMapping.crc32(after));
        values.add(after.terms().contentType());
        return saves.execute(Tuple.wrap(values)).map(rows -> {
            if (rows.iterator().next().getLong("moved") == 0) {
                throw superseded();
            }
            return after;
        });
    }

    /** The upload, whoever owns it. */
    public Future<Optional<Upload>> find(UUID id) {
        return one("select * from upload where id = $1", Tuple.of(id));
    }

    /** What the owner used this idempotency key for. */
    Future<Optional<Upload>> findByIdempotencyKey(String owner, String key) {
        return one("select * from upload where owner = $1 and idempotency_key = $2", Tuple.of(owner, key));
    }

    /** The owner's uploads that are not at an end, newest first. */
    Future<List<Upload>> active(String owner, int limit) {
        return many(
                "select * from upload where owner = $1 and state in ('OPEN', 'COMMITTING') order by created_at desc limit $2",
                Tuple.of(owner, limit));
    }

    /** The uploads of everyone that are not at an end, newest first. */
    Future<List<Upload>> activeOfEveryone(int limit) {
        return many(
                "select * from upload where state in ('OPEN', 'COMMITTING') order by created_at desc limit $1",
                Tuple.of(limit));
    }

    /** The manifest: exactly the parts the object is assembled from, in order. */
    Future<List<StoredPart>> parts(UUID id) {
        return manifest(id).map(rows -> rows.stream().map(StoredPartRow::part).toList());
    }

    /** The manifest with the digest that each part was checked against. */
    Future<List<StoredPartRow>> manifest(UUID id) {
        return run(
                        "select coalesce(slot, number) as number, size, etag, sha256 from part"
                                + " where upload = $1 and etag is not null order by part.number",
                        Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(UploadRowMapping::readPart)
                        .toList());
    }

    /** Takes the lease of a COMMITTING upload unless somebody else holds it; empty then, or when it is not COMMITTING any more. */
    Future<Optional<Upload>> leaseCommit(UUID id, Duration lease) {
        return one(
                "update upload set lease_until = now() + $2::bigint * interval '1 millisecond' where id = $1"
                        + " and state = 'COMMITTING' and (lease_until is null or lease_until < now()) returning *",
                Tuple.of(id, lease.toMillis()));
    }

    /** Moves the end of a lease that the caller holds. */
    Future<Void> extendLease(UUID id, Duration lease) {
        return run(
                        "update upload set lease_until = now() + $2::bigint * interval '1 millisecond'"
                                + " where id = $1 and state = 'COMMITTING'",
                        Tuple.of(id, lease.toMillis()))
                .mapEmpty();
    }

    /** Leases up to {@code limit} COMMITTING uploads that nobody is at work on. */
    public Future<List<Upload>> claimCommits(Duration lease, int limit) {
        return many(
                "update upload set lease_until = now() + $1::bigint * interval '1 millisecond' where id in (select id from"
                        + " upload where state = 'COMMITTING' and (lease_until is null or lease_until < now())"
                        + " order by lease_until nulls first limit $2 for update skip locked) returning *",
                Tuple.of(lease.toMillis(), limit));
    }

    /** Open uploads whose time is over and that nobody writes to. A final upload lives as long as its partials do. */
    public Future<List<Upload>> expired(int limit) {
        return many(
                "select * from upload where state = 'OPEN' and expires_at < now() and (concat is null or concat = 'partial')"
                        + " and not exists (select 1 from admission_place as place where place.id = upload.id and kept_until > now())"
                        + " and (lease_until is null or lease_until < now()) order by expires_at limit $1",
                Tuple.of(limit));
    }

    /** One-shot uploads whose only writer is gone without a word. */
    public Future<List<Upload>> abandonedOneShots(int limit) {
        return many(
                "select * from upload where state = 'OPEN' and one_shot and lease_until < now() order by lease_until limit $1",
                Tuple.of(limit));
    }

    /** Ended uploads whose bytes may be discarded now; claimed for {@code lease}. */
    public Future<List<Upload>> claimDiscards(Duration lease, int limit) {
        return many(
                "update upload set discard_at = now() + $1::bigint * interval '1 millisecond' where id in (select id from"
                        + " upload where discard_at < now() order by discard_at limit $2 for update skip locked)"
                        + " returning *",
                Tuple.of(lease.toMillis(), limit));
    }

    /** Notes that nothing of an ended upload is left in the store, and drops its manifest. Idempotent. */
    public Future<Void> discarded(UUID id) {
        return run(
                        "with gone as (delete from part where upload = $1) update upload set discard_at = null,"
                                + " stage_id = null, tail_key = null, tail_size = null, tail_sha256 = null where id = $1"
                                + " and state in ('FAILED', 'CANCELLED', 'EXPIRED')",
                        Tuple.of(id))
                .mapEmpty();
    }

    /** Drops rows of uploads that ended longer than {@code keep} ago; how many went. */
    public Future<Integer> forgetEnded(Duration keep, int limit) {
        return run(
                        "delete from upload where id in (select id from upload where state not in ('OPEN', 'COMMITTING')"
                                + " and discard_at is null and (state <> 'COMPLETED' or version is not null) and updated_at < now() - $1::bigint * interval '1 millisecond'"
                                + " and expires_at < now() limit $2 for update skip locked)",
                        Tuple.of(keep.toMillis(), limit))
                .map(RowSet::rowCount);
    }

    /** Drops the row of an upload that is a version; its file is none of its business. */
    Future<Void> forgetFile(UUID id) {
        return run("delete from upload where id = $1 and state = 'COMPLETED' and version is not null", Tuple.of(id))
                .mapEmpty();
    }

    /** Those of {@code ids} that hold no bytes: ended and discarded, a version by now, or never opened. */
    public Future<List<UUID>> withoutBytes(List<UUID> ids) {
        return run(
                        "select i.id from unnest($1::uuid[]) as i(id) where not exists (select 1 from upload where upload.id = i.id"
                                + " and (state in ('OPEN', 'COMMITTING') or discard_at is not null or (state = 'COMPLETED' and version is null)))",
                        Tuple.of((Object) ids.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }

    /**
     * A page of uploads that need room, by id from above {@code after} on: all that hold or expect bytes but small files and
     * partials that a file is put together from, which has the room.
     */
    public Future<List<ReservedSpace>> inNeedOfRoom(UUID after, int limit) {
        return run(
                        "select id, owner, coalesce(length, acknowledged) as bytes from upload where id > $1 and (state = 'OPEN'"
                                + " or (state = 'COMMITTING' and stored) or (state = 'COMPLETED' and version is null))"
                                + " and not exists (select 1 from concatenation join upload whole on whole.id = concatenation.upload"
                                + " where concatenation.partial = upload.id and whole.state in ('OPEN', 'COMMITTING', 'COMPLETED'))"
                                + " order by id limit $2",
                        Tuple.of(after, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new ReservedSpace(row.getUUID("id"), row.getString("owner"), row.getLong("bytes")))
                        .toList());
    }

    /** Those of {@code keys} that no row of an upload speaks of. */
    public Future<List<String>> unknownObjects(List<String> keys) {
        return strings(
                "select k as key from unnest($1::text[]) as k where not exists (select 1 from upload where store_key = k)",
                Tuple.of(keys.toArray(String[]::new)));
    }

    /** Those of the stage ids that no row speaks of. */
    public Future<List<String>> unknownStages(List<String> keys, List<String> stageIds) {
        return strings(
                "select s.id as key from unnest($1::text[], $2::text[]) as s(k, id) where not exists"
                        + " (select 1 from upload where store_key = s.k and stage_id = s.id)",
                Tuple.of(keys.toArray(String[]::new), (Object) stageIds.toArray(String[]::new)));
    }

    /** Those of the tail keys that no row speaks of; {@code ids} are the uploads in the keys. */
    public Future<List<String>> unknownTails(List<String> keys, List<UUID> ids) {
        return strings(
                "select t.k as key from unnest($1::text[], $2::uuid[]) as t(k, id) where not exists"
                        + " (select 1 from upload where upload.id = t.id and tail_key = t.k)",
                Tuple.of(keys.toArray(String[]::new), (Object) ids.toArray(UUID[]::new)));
    }

    /** Whether a move failed because somebody else has moved the upload. */
    static boolean isSuperseded(Throwable failure) {
        return failure instanceof WaybillException known && known.code() == ErrorCode.UPLOAD_SUPERSEDED;
    }

    /** What a writer is told whose upload has moved under it. */
    static WaybillException superseded() {
        return new WaybillException(
                ErrorCode.UPLOAD_SUPERSEDED,
                "A newer request has taken over this upload, or it has ended. Ask for its offset before sending more.");
    }

    /** Of a partial upload nothing is told: it is a piece, and the file that it becomes a part of has events of its own. */
    private List<Object> event(Upload upload, TransferEvent ofUpload) {
        TransferEvent event = upload.terms().isPartial() ? null : ofUpload;
        List<Object> values = new ArrayList<>();
        try {
            values.add(event == null ? null : event.type().topic());
            values.add(event == null ? null : event.type().type());
            values.add(event == null ? null : json.writeValueAsString(event));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an event that is no JSON", impossible);
        }
        return values;
    }

    Future<Optional<Upload>> one(String sql, Tuple values) {
        return many(sql, values).map(found -> found.stream().findFirst());
    }

    Future<List<Upload>> many(String sql, Tuple values) {
        return run(sql, values).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(mapping::read)
                .toList());
    }

    private Future<List<String>> strings(String sql, Tuple values) {
        return run(sql, values).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString("key"))
                .toList());
    }

    Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql).execute(values);
    }

    static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}

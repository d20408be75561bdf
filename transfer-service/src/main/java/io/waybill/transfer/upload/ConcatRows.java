package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.storage.StoredPart;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What files are put together from: which final upload names which partials, and how those stand. */
@ApplicationScoped
public class ConcatRows {
    private static final String PARTIALS_OF =
            "select p.* from upload p where p.id in (select partial from concatenation where upload = $1)";

    private static final String WAITING = "select f.* from upload f where f.state = 'OPEN' and f.concat like 'final;%'"
            + " and (f.lease_until is null or f.lease_until < now())";

    private final UploadRows rows;

    ConcatRows(UploadRows rows) {
        this.rows = rows;
    }

    /** Those of {@code ids} that are uploads of {@code owner}. */
    Future<Map<UUID, Upload>> ofOwner(String owner, List<UUID> ids) {
        return rows.many("select * from upload where owner = $1 and id = any($2)", Tuple.of(owner, (Object)
                        ids.toArray(UUID[]::new)))
                .map(ConcatRows::byId);
    }

    /** The partials of a final upload as they stand; those whose rows are gone are missing. */
    Future<Map<UUID, Upload>> partialsOf(UUID upload) {
        return rows.many(PARTIALS_OF, Tuple.of(upload)).map(ConcatRows::byId);
    }

    /** The sizes of the stored parts of uploads, in order; nothing for one that is stored whole. */
    Future<Map<UUID, List<Long>>> partSizes(Iterable<UUID> ids) {
        UUID[] wanted = StreamSupport.stream(ids.spliterator(), false).toArray(UUID[]::new);
        return rows.run(
                        "select upload, size from part where upload = any($1) and etag is not null"
                                + " order by upload, number",
                        Tuple.of((Object) wanted))
                .map(found -> {
                    Map<UUID, List<Long>> sizes = new HashMap<>();
                    for (Row row : found) {
                        sizes.computeIfAbsent(row.getUUID("upload"), id -> new ArrayList<>())
                                .add(row.getLong("size"));
                    }
                    return sizes;
                });
    }

    /** Notes size and digest of every partial, which all have their bytes: what the file is verified against. Idempotent. */
    Future<Void> pin(UUID upload) {
        return rows.run(
                        "update concatenation c set size = p.acknowledged, sha256 = p.sha256 from upload p"
                                + " where c.upload = $1 and p.id = c.partial and p.state = 'COMPLETED'",
                        Tuple.of(upload))
                .mapEmpty();
    }

    /** The pieces of a final upload as they were pinned, in order: all its bytes. */
    Future<List<StoredPartRow>> pieces(UUID upload) {
        return rows.run(
                        "select position, size, sha256 from concatenation where upload = $1 and size > 0 order by position",
                        Tuple.of(upload))
                .map(found -> StreamSupport.stream(found.spliterator(), false)
                        .map(row -> new StoredPartRow(
                                new StoredPart(row.getInteger("position"), row.getLong("size"), ""),
                                new Sha256(row.getString("sha256"))))
                        .toList());
    }

    /** The final uploads that wait for this partial and that nobody is at work on. */
    Future<List<Upload>> waitingFor(UUID partial) {
        return rows.many(
                WAITING + " and exists (select 1 from concatenation c where c.upload = f.id and c.partial = $1)",
                Tuple.of(partial));
    }

    /**
     * Final uploads that nobody is at work on and that wait no more: every partial has its bytes, or one of them will never
     * have them.
     */
    public Future<List<Upload>> due(int limit) {
        return rows.many(
                WAITING + " and (not exists (select 1 from concatenation c join upload p on p.id = c.partial"
                        + " where c.upload = f.id and p.state in ('OPEN', 'COMMITTING'))"
                        + " or exists (select 1 from concatenation c left join upload p on p.id = c.partial"
                        + " where c.upload = f.id and (p.id is null or p.state in ('FAILED', 'CANCELLED', 'EXPIRED'))))"
                        + " order by f.lease_until nulls first limit $1",
                Tuple.of(limit));
    }

    /**
     * Whole partials that nobody needs any more: their time is over, or {@code keep} has passed since a file was put together
     * from them. One that an unfinished file is made of is never among them.
     */
    public Future<List<Upload>> unneededPartials(Duration keep, int limit) {
        return rows.many(
                "select p.* from upload p where p.state = 'COMPLETED' and p.concat = 'partial'"
                        + " and (p.expires_at < now() or exists (select 1 from concatenation c join upload f on f.id = c.upload"
                        + " where c.partial = p.id and f.state = 'COMPLETED'"
                        + " and f.updated_at < now() - $1::bigint * interval '1 millisecond'))"
                        + " and not exists (select 1 from concatenation c join upload f on f.id = c.upload"
                        + " where c.partial = p.id and f.state in ('OPEN', 'COMMITTING')) order by p.expires_at limit $2",
                Tuple.of(keep.toMillis(), limit));
    }

    /** Moves the end of the lease of an open upload that the caller holds at {@code epoch}. */
    Future<Void> lease(UUID id, long epoch, Duration lease) {
        return rows.run(
                        "update upload set lease_until = now() + $3::bigint * interval '1 millisecond'"
                                + " where id = $1 and epoch = $2 and state = 'OPEN'",
                        Tuple.of(id, epoch, lease.toMillis()))
                .mapEmpty();
    }

    /** Forgets what was copied, so that the copying begins again under another key. */
    Future<Void> startOver(UUID id, long epoch, String freshKey) {
        return rows.run(
                        "with mine as (update upload set acknowledged = 0, part_count = 0, stage_id = null, store_key = $3,"
                                + " epoch = epoch + 1 where id = $1 and epoch = $2 and state = 'OPEN' returning id)"
                                + " delete from part using mine where part.upload = mine.id",
                        Tuple.of(id, epoch, freshKey))
                .mapEmpty();
    }

    /** The length that the partials add up to; empty while that of one of them is unknown. */
    Future<Optional<Long>> lengthOf(UUID upload) {
        return rows.run(
                        "select sum(p.length)::bigint as length, count(p.length) = count(*) as known from concatenation c"
                                + " left join upload p on p.id = c.partial where c.upload = $1",
                        Tuple.of(upload))
                .map(found -> found.iterator().next())
                .map(row -> row.getBoolean("known") ? Optional.of(row.getLong("length")) : Optional.empty());
    }

    private static Map<UUID, Upload> byId(List<Upload> uploads) {
        Map<UUID, Upload> all = new HashMap<>();
        uploads.forEach(upload -> all.put(upload.id(), upload));
        return all;
    }
}

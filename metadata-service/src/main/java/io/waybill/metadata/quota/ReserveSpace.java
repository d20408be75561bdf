package io.waybill.metadata.quota;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.waybill.contracts.api.ReservedSpace;
import io.waybill.contracts.api.SpaceReservation;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Keeps room for uploads on their way. Those of one owner are decided on one after the other, each with one statement that does
 * not wait for the disk.
 */
@ApplicationScoped
public class ReserveSpace {
    /** More than any file may have, and far from where sums overflow. */
    private static final long MOST_BYTES = 1L << 60;

    private final Pool database;
    private final QuotaConfig config;
    private final QuotaCounts counts;

    /** Reserves in {@code database}. */
    public ReserveSpace(Pool database, QuotaConfig config, QuotaCounts counts) {
        this.database = database;
        this.config = config;
        this.counts = counts;
    }

    /**
     * Reserves what is asked for, in place of what was reserved for the same upload before.
     *
     * @return how much; fails with {@code quota_exceeded} when there is not enough, and {@code malformed_request}
     */
    Uni<ReservedSpace> reserve(SpaceReservation asked) {
        check(asked);
        UUID[] replaces =
                asked.replaces() == null ? new UUID[0] : asked.replaces().toArray(UUID[]::new);
        return database.preparedQuery("select * from quota_reserve($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.from(List.of(
                                asked.uploadId(), asked.owner(), asked.bytes(), asked.wish(), (Object) replaces))
                        .addValue(config.defaultBytes()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    Long granted = row.getLong("granted");
                    if (granted == null) {
                        counts.refused("open");
                        throw new Standing(row.getLong("used"), row.getLong("reserved"), row.getLong("room_limit"))
                                .refusal(asked.bytes());
                    }
                    return new ReservedSpace(asked.uploadId(), asked.owner(), granted);
                });
    }

    /** Gives room back. Uploads without any are passed over: it may be called twice. */
    Uni<Void> release(List<UUID> uploads) {
        return database.preparedQuery("delete from quota_reservation where upload_id = any ($1)")
                .execute(Tuple.of((Object) uploads.toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    /** At most {@code limit} reservations that are older than {@code age}, with ids above {@code after} (or null), in their order. */
    Uni<List<ReservedSpace>> olderThan(Duration age, UUID after, int limit) {
        return database.preparedQuery("""
                        select upload_id, owner, bytes from quota_reservation
                        where upload_id > $1 and reserved_at < $2 order by upload_id limit $3""")
                .execute(Tuple.of(
                        after == null ? new UUID(0, 0) : after,
                        java.time.OffsetDateTime.now(ZoneOffset.UTC).minus(age),
                        limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new ReservedSpace(
                                row.getUUID("upload_id"), row.getString("owner"), row.getLong("bytes")))
                        .toList());
    }

    /**
     * Reserves for uploads that are on their way and have no room yet, whether or not there is any: they were let in. Those
     * that are versions already get none.
     *
     * @return how many got some
     */
    Uni<Integer> restore(List<ReservedSpace> alive) {
        return database.preparedQuery("""
                        insert into quota_reservation (upload_id, owner, bytes)
                        select a.id, a.owner, a.bytes from unnest($1::uuid[], $2::text[], $3::bigint[]) as a(id, owner, bytes)
                        where not exists (select 1 from version where version.upload_id = a.id)
                        on conflict (upload_id) do nothing""")
                .execute(Tuple.of(
                        alive.stream().map(ReservedSpace::uploadId).toArray(UUID[]::new),
                        alive.stream().map(ReservedSpace::owner).toArray(String[]::new),
                        alive.stream().map(ReservedSpace::bytes).toArray(Long[]::new)))
                .map(rows -> rows.rowCount());
    }

    private static void check(SpaceReservation asked) {
        boolean sound = asked != null
                && asked.uploadId() != null
                && asked.owner() != null
                && asked.owner().indexOf('\0') < 0
                && asked.bytes() >= 0
                && asked.bytes() <= asked.wish()
                && asked.wish() <= MOST_BYTES;
        if (!sound) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST,
                    "A reservation has an uploadId, an owner, bytes, and a wish not below them.");
        }
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The keys under which objects were staged lately, noted before the store was asked. A store that lists stagings by whole
 * key only (MinIO) can be searched for lost ones by these.
 */
@ApplicationScoped
public class StagingRows {
    private final Pool pool;

    StagingRows(Pool pool) {
        this.pool = pool;
    }

    /** Notes that an object is about to be staged; may be repeated. */
    Future<Void> note(String key) {
        return pool.preparedQuery("insert into staging (store_key, begun_at) values ($1, now())"
                        + " on conflict (store_key) do update set begun_at = now()")
                .execute(Tuple.of(key))
                .mapEmpty();
    }

    /** Keys that were last staged before {@code before}, longest ago first. */
    public Future<List<String>> notedBefore(Instant before, int limit) {
        return pool.preparedQuery("select store_key from staging where begun_at < $1 order by begun_at limit $2")
                .execute(Tuple.of(UploadRows.time(before), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("store_key"))
                        .toList());
    }

    /** Forgets keys of which the store holds nothing that is lost, unless they were staged again since {@code before}. */
    public Future<Void> settled(List<String> keys, Instant before) {
        return pool.preparedQuery("delete from staging where store_key = any($1) and begun_at < $2")
                .execute(Tuple.of(keys.toArray(String[]::new), UploadRows.time(before)))
                .mapEmpty();
    }
}

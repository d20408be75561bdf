package io.waybill.gateway.limits;

import io.waybill.gateway.database.GatewayDatabase;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The shared buckets as rows. By the clock of the database. Everything blocks and fails with {@code database_unavailable}. */
final class BucketRows {
    private static final String LEVEL =
            "least(excluded.quota, b.level + excluded.per_second * greatest(0, extract(epoch from excluded.counted_at - b.counted_at)))";

    private static final String GRANTED = "least(excluded.granted, floor(" + LEVEL + "))";

    /** Sorted, so that two replicas never wait for each other in a circle. */
    private static final String TAKE =
            "insert into rate_bucket as b (bucket, quota, per_second, level, counted_at, granted)"
                    + " select bucket, quota, per_second, quota - wanted, clock_timestamp(), wanted"
                    + " from unnest(?, ?, ?, ?) as claim (bucket, quota, per_second, wanted)"
                    + " on conflict (bucket) do update set quota = excluded.quota, per_second = excluded.per_second,"
                    + " level = " + LEVEL + " - " + GRANTED + ", granted = " + GRANTED + ","
                    + " counted_at = greatest(b.counted_at, excluded.counted_at)"
                    + " returning bucket, granted, level";

    private static final String SWEEP = "delete from rate_bucket"
            + " where level + per_second * extract(epoch from clock_timestamp() - counted_at) >= quota";

    private final GatewayDatabase database;

    BucketRows(GatewayDatabase database) {
        this.database = database;
    }

    /** Takes for all of {@code claims}, each of another bucket, with one statement. */
    Map<String, Lease> take(List<Claim> claims) {
        List<Claim> sorted =
                claims.stream().sorted(Comparator.comparing(Claim::bucket)).toList();
        return database
                .all(
                        TAKE,
                        row -> Map.entry(row.getString(1), new Lease(row.getInt(2), row.getDouble(3))),
                        sorted.stream().map(Claim::bucket).toArray(String[]::new),
                        sorted.stream()
                                .map(claim -> (double) claim.rate().quota())
                                .toArray(Double[]::new),
                        sorted.stream().map(claim -> claim.rate().perSecond()).toArray(Double[]::new),
                        sorted.stream().map(claim -> (double) claim.wanted()).toArray(Double[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Deletes buckets that are full again: they say no more than none. */
    int sweep() {
        return database.change(SWEEP);
    }
}

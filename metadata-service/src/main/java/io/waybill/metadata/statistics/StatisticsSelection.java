package io.waybill.metadata.statistics;

import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import java.time.LocalDate;

/** The statements of statistics: each reads a stretch of an index over what was counted. */
final class StatisticsSelection {
    private static final String SUMS = """
            coalesce(sum(completed), 0)::bigint as completed, coalesce(sum(failed), 0)::bigint as failed,
            coalesce(sum(cancelled), 0)::bigint as cancelled, coalesce(sum(expired), 0)::bigint as expired,
            coalesce(sum(bytes), 0)::bigint as bytes, coalesce(sum(millis), 0)::bigint as millis""";

    private StatisticsSelection() {}

    /** All days of {@code owner} in one. */
    static SqlQuery total(String owner) {
        return new SqlQuery.Builder()
                .add("select " + SUMS + " from transfer_day where owner = ?", owner)
                .build();
    }

    /** The days on which something ended, from {@code first} to {@code last}. */
    static SqlQuery days(String owner, LocalDate first, LocalDate last) {
        return new SqlQuery.Builder()
                .add(
                        "select day, completed, failed, cancelled, expired, bytes, millis from transfer_day"
                                + " where owner = ? and day >= ? and day <= ? order by day",
                        owner,
                        first,
                        last)
                .build();
    }

    /** The types with the most bytes. */
    static SqlQuery types(String owner, int limit) {
        return new SqlQuery.Builder()
                .add(
                        "select content_type, transfers, bytes from transfer_type where owner = ?"
                                + " order by bytes desc, content_type desc limit ?",
                        owner,
                        limit)
                .build();
    }

    /** What one owner has stored, as of this moment. */
    static SqlQuery storage(String owner) {
        return new SqlQuery.Builder()
                .add(
                        "select ?::text as owner, shown, stored, files, versions, trash from quota_counted(?)",
                        owner,
                        owner)
                .build();
    }

    /** What at most {@code limit} owners after {@code place} (null for the first) have stored, by owner. */
    static SqlQuery storageOfEveryone(String place, int limit) {
        SqlQuery.Builder sql = new SqlQuery.Builder()
                .add("select u.owner, c.shown, c.stored, c.files, c.versions, c.trash"
                        + " from quota_usage u cross join lateral quota_counted(u.owner) c");
        if (place != null) {
            sql.add(" where u.owner > ?", place);
        }
        return sql.add(" order by u.owner limit ?", limit).build();
    }

    /** At most {@code limit} clients after {@code place} (null for the first), the last seen first. */
    static SqlQuery clients(String owner, TimePlace place, int limit) {
        SqlQuery.Builder sql = new SqlQuery.Builder()
                .add(
                        "select client, agent, program, address, transfers, completed, unfinished, bytes, last_seen"
                                + " from transfer_client where owner = ?",
                        owner);
        if (place != null) {
            sql.add(" and (last_seen, client) < (?, ?)", place.at(), place.id());
        }
        return sql.add(" order by last_seen desc, client desc limit ?", limit).build();
    }
}

package io.waybill.metadata.history;

import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.api.TransferFacts;
import io.waybill.contracts.api.UploadState;
import io.waybill.metadata.catalog.PathRange;
import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The statements of lists of transfers. Each is in the order of an index and ends after a page. */
final class TransferSelection {
    private static final String FACTS = """
            select id, owner, path, state, bytes, length, content_type, client, agent, program, address, error_code,
                   error_detail, file_id, version, started_at, ended_at
            from transfer""";

    private TransferSelection() {}

    /** One transfer, whoever owns it. */
    static SqlQuery byId(UUID id) {
        return new SqlQuery.Builder().add(FACTS + " where id = ?", id).build();
    }

    /**
     * At most {@code limit} transfers after {@code place} (null for the first), newest first; those to the paths in {@code range},
     * or to all when that is null.
     */
    static SqlQuery page(TransferQuery query, PathRange range, TimePlace place, int limit) {
        SqlQuery.Builder sql = new SqlQuery.Builder().add(FACTS + " where true");
        and(sql, "owner = ?", query.owner().equals(Owners.EVERYBODY) ? null : query.owner());
        and(sql, "state = ?", query.state() == null ? null : query.state().name());
        if (query.state() != null && query.state() != UploadState.COMPLETED) {
            // Said for an index that is for these alone.
            sql.add(" and state <> 'COMPLETED'");
        }
        and(sql, "client = ?", query.client());
        and(sql, "started_at >= ?", query.startedFrom());
        and(sql, "started_at < ?", query.startedBefore());
        if (query.name() != null) {
            sql.add(
                    " and search_name like ('%' || lower(?::text collate \"pg_c_utf8\") || '%') collate \"C\"",
                    query.name().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"));
        }
        if (range != null) {
            sql.add(" and path >= ? and path < ?", range.from(), range.below());
        }
        if (place != null) {
            sql.add(" and (started_at, id) < (?, ?)", place.at(), place.id());
        }
        return sql.add(" order by started_at desc, id desc limit ?", limit).build();
    }

    private static void and(SqlQuery.Builder sql, String condition, Object value) {
        if (value != null) {
            sql.add(" and " + condition, value);
        }
    }

    /** What a row of {@link #byId} and {@link #page} says. */
    static TransferFacts facts(Row row) {
        String code = row.getString("error_code");
        OffsetDateTime ended = row.getOffsetDateTime("ended_at");
        Instant startedAt = row.getOffsetDateTime("started_at").toInstant();
        Instant endedAt = ended == null ? null : ended.toInstant();
        Long millis = endedAt == null
                ? null
                : Math.max(0, Duration.between(startedAt, endedAt).toMillis());
        long bytes = row.getLong("bytes");
        return new TransferFacts(
                row.getUUID("id"),
                row.getString("owner"),
                row.getString("path"),
                UploadState.valueOf(row.getString("state")),
                bytes,
                row.getLong("length"),
                row.getString("content_type"),
                new TransferFacts.Client(
                        row.getUUID("client"),
                        row.getString("agent"),
                        row.getString("program"),
                        row.getString("address")),
                code == null ? null : new TransferFacts.Failure(code, row.getString("error_detail")),
                row.getUUID("file_id"),
                row.getInteger("version"),
                startedAt,
                endedAt,
                millis,
                millis == null ? null : perSecond(bytes, millis));
    }

    /** What takes less than a millisecond takes one. */
    private static long perSecond(long bytes, long millis) {
        return Math.round(bytes * 1000.0 / Math.max(1, millis));
    }
}

package io.waybill.metadata.statistics;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.StoredByOwner;
import io.waybill.contracts.api.TransferClient;
import io.waybill.contracts.api.TransferStatistics;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.PageRequest;
import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import io.waybill.metadata.history.Owners;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads what was counted, each caller within what they may read. */
@ApplicationScoped
public class ReadStatistics {
    private static final int TYPES = 50;

    private final Pool database;

    /** Reads from {@code database}. */
    public ReadStatistics(Pool database) {
        this.database = database;
    }

    /**
     * Counts of {@code owner}'s transfers.
     *
     * @param owner whose; null means the caller's own, {@code *} everybody's
     * @return fails with {@code not_found} when they are not the caller's to see
     */
    public Uni<TransferStatistics> of(Caller caller, String owner, DayRange range) {
        String whose = Owners.of(caller, owner);
        return run(StatisticsSelection.total(whose), ReadStatistics::counts).flatMap(total -> run(
                        StatisticsSelection.days(whose, range.first(), range.last()),
                        row -> new TransferStatistics.Day(row.getLocalDate("day"), counts(row)))
                .flatMap(days -> run(
                                StatisticsSelection.types(whose, TYPES),
                                row -> new TransferStatistics.FileType(
                                        row.getString("content_type"), row.getLong("transfers"), row.getLong("bytes")))
                        .map(types -> new TransferStatistics(total.get(0), days, types))));
    }

    /**
     * One page of clients, the last seen first.
     *
     * @param owner whose; null means the caller's own, {@code *} everybody's
     * @return fails with {@code not_found} when they are not the caller's to see, {@code invalid_cursor}
     */
    public Uni<Page<TransferClient>> clients(Caller caller, String owner, PageRequest request) {
        String whose = Owners.of(caller, owner);
        return run(
                        StatisticsSelection.clients(whose, TimePlace.of(whose, request.after()), request.limit() + 1),
                        row -> new TransferClient(
                                row.getUUID("client"),
                                row.getString("agent"),
                                row.getString("program"),
                                row.getString("address"),
                                row.getLong("transfers"),
                                row.getLong("completed"),
                                row.getLong("unfinished"),
                                row.getLong("bytes"),
                                row.getOffsetDateTime("last_seen").toInstant()))
                .map(found -> request.page(found, last -> TimePlace.cursor(whose, last.lastSeen(), last.id())));
    }

    /**
     * What owners have stored, by owner; a new one is seen within about a second.
     *
     * @param owner whose; null means the caller's own, {@code *} everybody's
     * @return fails with {@code not_found} when it is not the caller's to see, {@code invalid_cursor}
     */
    public Uni<Page<StoredByOwner>> storage(Caller caller, String owner, PageRequest request) {
        String whose = Owners.of(caller, owner);
        if (request.after() != null && request.after().indexOf('\0') >= 0) {
            throw PageRequest.invalidCursor();
        }
        SqlQuery query = whose.equals(Owners.EVERYBODY)
                ? StatisticsSelection.storageOfEveryone(request.after(), request.limit() + 1)
                : StatisticsSelection.storage(whose);
        return run(query, ReadStatistics::stored).map(found -> request.page(found, StoredByOwner::owner));
    }

    private static StoredByOwner stored(Row row) {
        return StoredByOwner.of(
                row.getString("owner"),
                row.getLong("shown"),
                row.getLong("stored"),
                row.getLong("files"),
                row.getLong("versions"),
                row.getLong("trash"));
    }

    private static TransferStatistics.Counts counts(Row row) {
        long completed = row.getLong("completed");
        long failed = row.getLong("failed");
        long cancelled = row.getLong("cancelled");
        long expired = row.getLong("expired");
        long bytes = row.getLong("bytes");
        long ended = completed + failed + cancelled + expired;
        return new TransferStatistics.Counts(
                completed,
                failed,
                cancelled,
                expired,
                bytes,
                ended == 0 ? null : (double) completed / ended,
                completed == 0 ? null : Math.round(bytes * 1000.0 / Math.max(1, row.getLong("millis"))));
    }

    private <T> Uni<List<T>> run(SqlQuery query, Function<Row, T> reader) {
        return database.preparedQuery(query.sql()).execute(query.values()).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(reader)
                .toList());
    }
}

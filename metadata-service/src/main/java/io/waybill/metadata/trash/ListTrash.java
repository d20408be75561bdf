package io.waybill.metadata.trash;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.TrashedFile;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.FileSelection;
import io.waybill.metadata.catalog.PageRequest;
import io.waybill.metadata.catalog.PathRange;
import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.stream.StreamSupport;

/** Shows what is in the trash, latest first, each caller within what they may read. */
@ApplicationScoped
public class ListTrash {
    private final Pool database;
    private final TrashConfig config;

    /** Reads from {@code database}. */
    public ListTrash(Pool database, TrashConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * One page.
     *
     * @param owner whose trash; null means the caller's own
     * @return fails with {@code not_found} when it is not the caller's to see, {@code invalid_cursor}
     */
    public Uni<Page<TrashedFile>> list(Caller caller, String owner, PageRequest request) {
        String whose = owner == null ? caller.subject() : owner;
        if (!caller.mayRead(whose) || whose.indexOf('\0') >= 0) {
            throw new WaybillException(
                    ErrorCode.NOT_FOUND, "There is no such owner, or their trash is not yours to see.");
        }
        PathRange range = caller.pathPrefix() == null ? null : PathRange.of(caller.pathPrefix());
        SqlQuery query = FileSelection.trash(whose, range, TimePlace.of(whose, request.after()), request.limit() + 1);
        return database.preparedQuery(query.sql())
                .execute(query.values())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(this::read)
                        .toList())
                .map(found -> request.page(
                        found,
                        last -> TimePlace.cursor(
                                whose, last.deletedAt(), last.file().id())));
    }

    private TrashedFile read(Row row) {
        Instant deletedAt = row.getOffsetDateTime("deleted_at").toInstant();
        return new TrashedFile(FileSelection.facts(row), deletedAt, deletedAt.plus(config.keep()));
    }
}

package io.waybill.metadata.history;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.TransferFacts;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.PageRequest;
import io.waybill.metadata.catalog.PathRange;
import io.waybill.metadata.catalog.SqlQuery;
import io.waybill.metadata.catalog.TimePlace;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** Shows what became of transfers, newest first, each caller within what they may read. */
@ApplicationScoped
public class ListTransfers {
    private final Pool database;

    /** Reads from {@code database}. */
    public ListTransfers(Pool database) {
        this.database = database;
    }

    /**
     * One page.
     *
     * @param owner whose; null means the caller's own, {@code *} everybody's
     * @param parameter gives the value of a parameter of the request, or null
     * @return fails with {@code not_found} when they are not the caller's to see, {@code malformed_request},
     *     {@code invalid_cursor}
     */
    public Uni<Page<TransferFacts>> list(
            Caller caller, String owner, UnaryOperator<String> parameter, PageRequest request) {
        TransferQuery query = TransferQuery.of(Owners.of(caller, owner), parameter);
        PathRange range = caller.pathPrefix() == null ? null : PathRange.of(caller.pathPrefix());
        SqlQuery page = TransferSelection.page(
                query, range, TimePlace.of(query.toString(), request.after()), request.limit() + 1);
        return run(page)
                .map(found ->
                        request.page(found, last -> TimePlace.cursor(query.toString(), last.startedAt(), last.id())));
    }

    /** One transfer; {@code not_found} unless it is the caller's to see. It is there a moment after its upload was opened. */
    public Uni<TransferFacts> find(Caller caller, UUID id) {
        return run(TransferSelection.byId(id)).map(found -> found.stream()
                .filter(transfer -> caller.mayRead(transfer.owner(), transfer.path()))
                .findFirst()
                .orElseThrow(() -> new WaybillException(ErrorCode.NOT_FOUND, "There is no transfer " + id + ".")));
    }

    private Uni<List<TransferFacts>> run(SqlQuery query) {
        return database.preparedQuery(query.sql()).execute(query.values()).map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .map(TransferSelection::facts)
                .toList());
    }
}

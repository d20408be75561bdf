package io.waybill.metadata.statistics;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.StoredByOwner;
import io.waybill.contracts.api.TransferClient;
import io.waybill.contracts.api.TransferStatistics;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.PageRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Transfers counted: {@code GET /api/transfers/statistics}, what is stored, and {@code GET /api/transfers/clients}. */
@Path("/api/transfers")
@Authenticated
public class StatisticsResource {
    private final ReadStatistics statistics;
    private final CurrentCaller caller;

    /** Serves them to {@code caller}. */
    public StatisticsResource(ReadStatistics statistics, CurrentCaller caller) {
        this.statistics = statistics;
        this.caller = caller;
    }

    /** Of the caller's transfers, or of {@code owner}'s for an admin. */
    @GET
    @Path("/statistics")
    public Uni<TransferStatistics> statistics(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return statistics.of(
                caller.get().allowedTo("read"),
                query.getFirst("owner"),
                DayRange.of(query.getFirst("from"), query.getFirst("to"), LocalDate.now(ZoneOffset.UTC)));
    }

    /** One page of owners and what they have stored: the caller alone, or {@code owner} or all ({@code *}) for an admin. */
    @GET
    @Path("/statistics/storage")
    public Uni<Page<StoredByOwner>> storage(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return statistics.storage(
                caller.get().allowedTo("read"),
                query.getFirst("owner"),
                PageRequest.of(query.getFirst("limit"), query.getFirst("cursor")));
    }

    /** One page of the clients that the caller sent files with, or {@code owner} for an admin. */
    @GET
    @Path("/clients")
    public Uni<Page<TransferClient>> clients(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return statistics.clients(
                caller.get().allowedTo("read"),
                query.getFirst("owner"),
                PageRequest.of(query.getFirst("limit"), query.getFirst("cursor")));
    }
}

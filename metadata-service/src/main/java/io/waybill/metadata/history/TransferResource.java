package io.waybill.metadata.history;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.TransferFacts;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.PageRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** The history of transfers: {@code GET /api/transfers…}. */
@Path("/api/transfers")
@Authenticated
public class TransferResource {
    private final ListTransfers transfers;
    private final CurrentCaller caller;

    /** Serves it to {@code caller}. */
    public TransferResource(ListTransfers transfers, CurrentCaller caller) {
        this.transfers = transfers;
        this.caller = caller;
    }

    /** One page of the caller's transfers, or of {@code owner}'s for an admin. */
    @GET
    public Uni<Page<TransferFacts>> list(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return transfers.list(
                caller.get().allowedWithin("read"),
                query.getFirst("owner"),
                query::getFirst,
                PageRequest.of(query.getFirst("limit"), query.getFirst("cursor")));
    }

    /** One transfer. */
    @GET
    @Path("/{id}")
    public Uni<TransferFacts> find(@RestPath UUID id) {
        return transfers.find(caller.get().allowedWithin("read"), id);
    }
}

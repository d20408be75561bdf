package io.waybill.metadata.shares;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.SharedWithMe;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.PageRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

/** What others share with the caller: {@code /api/shared}. The gateway leads on from there. */
@Path("/api/shared")
@Authenticated
public class SharedResource {
    private final FindShare findShare;
    private final CurrentCaller caller;

    /** Serves {@code findShare} to {@code caller}. */
    public SharedResource(FindShare findShare, CurrentCaller caller) {
        this.findShare = findShare;
        this.caller = caller;
    }

    /** One page, newest first. */
    @GET
    public Uni<Page<SharedWithMe>> list(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return findShare.with(
                caller.get().allowedTo("read").subject(),
                PageRequest.of(query.getFirst("limit"), query.getFirst("cursor")));
    }
}

package io.waybill.metadata.shares;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.NewShare;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.Share;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.PageRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The caller's shares: {@code /api/shares}. */
@Path("/api/shares")
@Authenticated
public class ShareResource {
    private final OwnShares shares;
    private final ShareConfig config;
    private final ObjectMapper json;
    private final CurrentCaller caller;

    /** Serves {@code shares} to {@code caller}. */
    public ShareResource(OwnShares shares, ShareConfig config, ObjectMapper json, CurrentCaller caller) {
        this.shares = shares;
        this.config = config;
        this.json = json;
        this.caller = caller;
    }

    /** One page, newest first; of {@code owner}'s for an admin. */
    @GET
    public Uni<Page<Share>> list(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return shares.list(
                caller.get().allowedTo("read"),
                query.getFirst("owner"),
                query.getFirst("path"),
                PageRequest.of(query.getFirst("limit"), query.getFirst("cursor")));
    }

    /** Makes one: 201, and nobody but the caller keeps the answer. */
    @POST
    public Uni<RestResponse<Share>> make(NewShare asked) {
        Caller maker = caller.get().allowedTo("write");
        return shares.make(maker, asked).map(made -> ResponseBuilder.create(Status.CREATED, made)
                .header("Cache-Control", "no-store")
                .build());
    }

    /** Changes one: its end, its password, its limit. */
    @PATCH
    @Path("/{id}")
    public Uni<Share> change(@RestPath UUID id, String patch) {
        return shares.change(caller.get().allowedTo("write"), id, ShareChange.of(patch, json, config));
    }

    /** Ends one at once: 204, also when repeated. */
    @DELETE
    @Path("/{id}")
    public Uni<Void> revoke(@RestPath UUID id) {
        return shares.revoke(caller.get().allowedTo("write"), id);
    }
}

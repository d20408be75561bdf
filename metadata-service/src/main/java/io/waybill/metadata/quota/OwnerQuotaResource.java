package io.waybill.metadata.quota;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Quota;
import io.waybill.contracts.api.QuotaLimit;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;

/** The quota of any owner: {@code /api/users/{owner}/quota}. */
@Path("/api/users/{owner}/quota")
@Authenticated
public class OwnerQuotaResource {
    private final OwnerQuotas quotas;
    private final CurrentCaller caller;

    /** Serves {@code quotas} to {@code caller}. */
    public OwnerQuotaResource(OwnerQuotas quotas, CurrentCaller caller) {
        this.quotas = quotas;
        this.caller = caller;
    }

    /** As of this moment. */
    @GET
    public Uni<Quota> read(@RestPath String owner) {
        return quotas.read(caller.get().allowedTo("read"), owner);
    }

    /** Sets the limit. */
    @PUT
    public Uni<Quota> limit(@RestPath String owner, QuotaLimit limit) {
        return quotas.limit(caller.get().allowedTo("write"), owner, limit);
    }

    /** The limit of everyone holds again. */
    @DELETE
    public Uni<Quota> unlimit(@RestPath String owner) {
        return quotas.unlimit(caller.get().allowedTo("write"), owner);
    }

    /** Counts again. */
    @POST
    @Path("/recount")
    public Uni<Quota> recount(@RestPath String owner) {
        return quotas.recount(caller.get().allowedTo("write"), owner);
    }
}

package io.waybill.metadata.keys;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ApiKey;
import io.waybill.contracts.api.NewApiKey;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The caller's API keys: {@code /api/keys}. */
@Path("/api/keys")
@Authenticated
public class KeyResource {
    private final OwnKeys keys;
    private final CurrentCaller caller;

    /** Serves {@code keys} to {@code caller}. */
    public KeyResource(OwnKeys keys, CurrentCaller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    /** Those of the caller, or of {@code owner} for an admin. */
    @GET
    public Uni<List<ApiKey>> list(@RestQuery String owner) {
        return keys.list(caller.get().allowedWithin("read"), owner);
    }

    /** Makes one: 201, and nobody but the caller keeps the answer. */
    @POST
    public Uni<RestResponse<ApiKey>> make(NewApiKey asked) {
        Caller maker = caller.get().allowedWithin("write");
        return keys.make(maker, asked).map(made -> ResponseBuilder.create(Status.CREATED, made)
                .header("Cache-Control", "no-store")
                .build());
    }

    /** Ends one at once: 204, also when repeated. */
    @DELETE
    @Path("/{id}")
    public Uni<Void> revoke(@RestPath String id) {
        return keys.revoke(caller.get().allowedWithin("write"), id);
    }
}

package io.waybill.metadata.retention;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.RetentionPreview;
import io.waybill.contracts.api.RetentionRule;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;

/** The caller's retention rules: {@code /api/retention}. */
@Path("/api/retention")
@Authenticated
public class RetentionResource {
    private final RetentionRules rules;
    private final CurrentCaller caller;

    /** Serves {@code rules} to {@code caller}. */
    public RetentionResource(RetentionRules rules, CurrentCaller caller) {
        this.rules = rules;
        this.caller = caller;
    }

    /** All of them, by prefix. */
    @GET
    public Uni<List<RetentionRule>> list() {
        return rules.list(caller.get().allowedTo("read").subject());
    }

    /** Sets one. */
    @PUT
    public Uni<RetentionRule> put(RetentionRule rule) {
        return rules.put(caller.get().allowedTo("write").subject(), rule);
    }

    /** Takes one away: 204, and 404 when repeated. */
    @DELETE
    public Uni<Void> delete(@RestQuery String prefix) {
        return rules.delete(caller.get().allowedTo("write").subject(), prefix);
    }

    /** What a rule would remove; nothing is changed. */
    @POST
    @Path("/preview")
    public Uni<RetentionPreview> preview(RetentionRule rule) {
        return rules.preview(caller.get().allowedTo("read").subject(), rule);
    }
}

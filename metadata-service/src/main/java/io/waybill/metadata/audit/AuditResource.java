package io.waybill.metadata.audit;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.PageRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.UnaryOperator;
import org.jboss.resteasy.reactive.RestQuery;

/** The audit log: {@code /api/audit}. */
@Path("/api/audit")
@Authenticated
public class AuditResource {
    private final ReadAudit readAudit;
    private final VerifyAudit verifyAudit;
    private final CurrentCaller caller;

    /** Serves it to {@code caller}. */
    public AuditResource(ReadAudit readAudit, VerifyAudit verifyAudit, CurrentCaller caller) {
        this.readAudit = readAudit;
        this.verifyAudit = verifyAudit;
        this.caller = caller;
    }

    /** One page, the newest first. */
    @GET
    public Uni<Page<AuditEntry>> page(@Context UriInfo address) {
        UnaryOperator<String> parameter = parameters(address);
        return readAudit.page(filter(address), PageRequest.of(parameter.apply("limit"), parameter.apply("cursor")));
    }

    /** All of them as JSON Lines. */
    @GET
    @Path("/export.jsonl")
    @Produces("application/x-ndjson")
    public Multi<AuditEntry> jsonLines(@Context UriInfo address) {
        return readAudit.all(filter(address));
    }

    /** All of them as CSV. */
    @GET
    @Path("/export.csv")
    @Produces("text/csv")
    public Multi<String> csv(@Context UriInfo address) {
        return AuditLines.csv(readAudit.all(filter(address)));
    }

    /** Whether it is as it was written; for an admin. */
    @GET
    @Path("/verify")
    public Uni<AuditVerdict> verify(@RestQuery String head) {
        Caller who = caller.get().allowedTo("read");
        if (!who.isAdmin()) {
            throw new WaybillException(ErrorCode.FORBIDDEN, "Only an admin verifies the audit log.");
        }
        return verifyAudit.verify(head);
    }

    private AuditFilter filter(UriInfo address) {
        return AuditFilter.of(caller.get().allowedTo("read"), parameters(address));
    }

    private static UnaryOperator<String> parameters(UriInfo address) {
        return address.getQueryParameters()::getFirst;
    }
}

package io.waybill.metadata.receipts;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;

/** The receipts of uploads: {@code GET /api/receipts/{uploadId}}. */
@Path("/api/receipts/{uploadId}")
@Authenticated
public class ReceiptResource {
    private static final String JOSE = "application/jose";

    private final IssueReceipts receipts;
    private final CurrentCaller caller;

    /** Serves {@code receipts} to {@code caller}. */
    public ReceiptResource(IssueReceipts receipts, CurrentCaller caller) {
        this.receipts = receipts;
        this.caller = caller;
    }

    /** With what it says, to be read at once; alone, to be kept, for whoever takes nothing else (RFC 7515 §9.2.1). */
    @GET
    public Uni<Response> receipt(@RestPath UUID uploadId, @RestHeader("Accept") String accept) {
        boolean alone = accept != null && accept.contains(JOSE);
        return receipts.issue(caller.get().allowedWithin("read"), uploadId)
                .map(signed -> alone
                        ? Response.ok(signed.receipt(), JOSE).build()
                        : Response.ok(signed, MediaType.APPLICATION_JSON).build());
    }
}

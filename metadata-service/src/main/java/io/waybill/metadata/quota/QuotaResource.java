package io.waybill.metadata.quota;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Quota;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The caller's own quota: {@code /api/quota}. */
@Path("/api/quota")
@Authenticated
public class QuotaResource {
    private final ReadQuota readQuota;
    private final CurrentCaller caller;

    /** Serves {@code readQuota} to {@code caller}. */
    public QuotaResource(ReadQuota readQuota, CurrentCaller caller) {
        this.readQuota = readQuota;
        this.caller = caller;
    }

    /** As of this moment; of the whole, also for a credential that is good for one folder: what is full is full for it, too. */
    @GET
    public Uni<Quota> own() {
        return readQuota.of(caller.get().allowedWithin("read").subject());
    }
}

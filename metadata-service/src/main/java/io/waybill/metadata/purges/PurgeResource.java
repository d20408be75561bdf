package io.waybill.metadata.purges;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Purge;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;

/** Hands purges to the transfer service: claim, delete the bytes, confirm. */
@Path("/internal/purges")
@RolesAllowed(Caller.SERVICE)
public class PurgeResource {
    private final PendingPurges purges;

    /** Serves {@code purges}. */
    public PurgeResource(PendingPurges purges) {
        this.purges = purges;
    }

    /** At most {@code limit} purges, the caller's for 60 s. */
    @POST
    @Path("/claim")
    public Uni<List<Purge>> claim(@Valid @NotNull PurgeClaim claim) {
        return purges.claim(claim.limit());
    }

    /** These bytes are gone. May be called again. */
    @POST
    @Path("/confirm")
    public Uni<Void> confirm(@NotNull @Size(max = 1000) List<@NotNull UUID> versionIds) {
        return purges.confirm(versionIds);
    }

    /**
     * How many to hand out.
     *
     * @param limit 1 to 1000
     */
    public record PurgeClaim(@Min(1) @Max(1000) int limit) {}
}

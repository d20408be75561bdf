package io.waybill.metadata.quota;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.Quota;
import io.waybill.contracts.api.ReservedSpace;
import io.waybill.contracts.api.SpaceReservation;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;

/** Room for uploads, for the transfer service: {@code /internal/quota}. */
@Path("/internal/quota")
@RolesAllowed(Caller.SERVICE)
public class SpaceResource {
    private final ReserveSpace reserveSpace;
    private final ReadQuota readQuota;

    /** Serves both. */
    public SpaceResource(ReserveSpace reserveSpace, ReadQuota readQuota) {
        this.reserveSpace = reserveSpace;
        this.readQuota = readQuota;
    }

    /** Where an owner stands. */
    @GET
    public Uni<Quota> standing(@RestQuery @NotNull String owner) {
        return readQuota.of(owner);
    }

    /** Reserves, in place of what the upload had. May be repeated. */
    @POST
    @Path("/reservations")
    public Uni<ReservedSpace> reserve(SpaceReservation asked) {
        return reserveSpace.reserve(asked);
    }

    /** These uploads have ended without a version. May be called again. */
    @POST
    @Path("/reservations/release")
    public Uni<Void> release(@NotNull @Size(max = 1000) List<@NotNull UUID> uploads) {
        return reserveSpace.release(uploads);
    }

    /** These uploads are on their way: those that have lost their room get it back; how many. */
    @POST
    @Path("/reservations/restore")
    public Uni<Integer> restore(@NotNull @Size(max = 1000) List<@NotNull ReservedSpace> alive) {
        return reserveSpace.restore(alive);
    }

    /** A page of reservations that are at least so many seconds old, by upload id. */
    @GET
    @Path("/reservations")
    public Uni<List<ReservedSpace>> list(
            @RestQuery @DefaultValue("0") @Min(0) @Max(31_536_000) long olderThan,
            @RestQuery UUID after,
            @RestQuery @DefaultValue("500") @Min(1) @Max(1000) int limit) {
        return reserveSpace.olderThan(Duration.ofSeconds(olderThan), after, limit);
    }
}

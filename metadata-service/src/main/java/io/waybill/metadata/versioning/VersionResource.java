package io.waybill.metadata.versioning;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.VersionLabel;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** One version of a file: {@code /api/files/{id}/versions/{n}…}. */
@Path("/api/files/{id}/versions/{n}")
@Authenticated
public class VersionResource {
    private final RestoreVersion restoreVersion;
    private final DeleteVersion deleteVersion;
    private final LabelVersion labelVersion;
    private final CurrentCaller caller;

    /** Does it for {@code caller}. */
    public VersionResource(
            RestoreVersion restoreVersion,
            DeleteVersion deleteVersion,
            LabelVersion labelVersion,
            CurrentCaller caller) {
        this.restoreVersion = restoreVersion;
        this.deleteVersion = deleteVersion;
        this.labelVersion = labelVersion;
        this.caller = caller;
    }

    /** Makes it the head again, as a new version: 201. */
    @POST
    @Path("/restore")
    public Uni<RestResponse<FileVersion>> restore(@RestPath UUID id, @RestPath int n) {
        return restoreVersion
                .restore(caller.get().allowedWithin("write"), id, n)
                .map(version -> RestResponse.status(Status.CREATED, version));
    }

    /** Deletes it for good: 204, and 404 when repeated. */
    @DELETE
    public Uni<Void> delete(@RestPath UUID id, @RestPath int n) {
        return deleteVersion.delete(caller.get().allowedWithin("write"), id, n);
    }

    /** Names it. */
    @PUT
    @Path("/label")
    public Uni<FileVersion> label(@RestPath UUID id, @RestPath int n, VersionLabel label) {
        return labelVersion.label(caller.get().allowedWithin("write"), id, n, label == null ? null : label.label());
    }

    /** Takes its name away: 204, also when it had none. */
    @DELETE
    @Path("/label")
    public Uni<Void> unlabel(@RestPath UUID id, @RestPath int n) {
        return labelVersion.unlabel(caller.get().allowedWithin("write"), id, n);
    }
}

package io.waybill.metadata.commit;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.FileVersion;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** {@code POST /internal/versions}, for the transfer service. */
@Path("/internal/versions")
@RolesAllowed(Caller.SERVICE)
public class CommitResource {
    private final CommitUpload commitUpload;

    /** Commits with {@code commitUpload}. */
    public CommitResource(CommitUpload commitUpload) {
        this.commitUpload = commitUpload;
    }

    /** Records a version: 201 the first time, 200 with the same body on every repeat. */
    @POST
    public Uni<RestResponse<FileVersion>> commit(CommitVersion commit) {
        return commitUpload
                .commit(commit)
                .map(done -> RestResponse.status(done.first() ? Status.CREATED : Status.OK, done.version()));
    }
}

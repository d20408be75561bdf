package io.waybill.metadata.commit;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.FileVersion;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** {@code POST /internal/versions} and {@code /internal/versions/together}, for the transfer service. */
@Path("/internal/versions")
@RolesAllowed(Caller.SERVICE)
public class CommitResource {
    private static final int MOST_TOGETHER = 1_000;

    private final CommitUpload commitUpload;
    private final CommitTogether commitTogether;

    /** Commits with {@code commitUpload}, many at once with {@code commitTogether}. */
    public CommitResource(CommitUpload commitUpload, CommitTogether commitTogether) {
        this.commitUpload = commitUpload;
        this.commitTogether = commitTogether;
    }

    /** Records a version: 201 the first time, 200 with the same body on every repeat. */
    @POST
    public Uni<RestResponse<FileVersion>> commit(CommitVersion commit) {
        return commitUpload
                .commit(commit)
                .map(done -> RestResponse.status(done.first() ? Status.CREATED : Status.OK, done.version()));
    }

    /**
     * Records those of at most 1000 versions that can be recorded with one transaction: for each its version, or null for one
     * that is to be committed alone. May be repeated: what was recorded before is answered when it comes alone.
     */
    @POST
    @Path("/together")
    public Uni<List<FileVersion>> together(@NotNull @Size(max = MOST_TOGETHER) List<CommitVersion> commits) {
        return commitTogether.commit(commits);
    }
}

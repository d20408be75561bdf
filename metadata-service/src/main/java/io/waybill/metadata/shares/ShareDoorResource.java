package io.waybill.metadata.shares;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.GrantQuestion;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareDownload;
import io.waybill.contracts.share.SharePassword;
import io.waybill.contracts.share.ShareQuestion;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** What the gateway asks about shares: {@code /internal/shares}. Everything is in bodies, so that no log has it. */
@Path("/internal/shares")
@RolesAllowed(Caller.SERVICE)
public class ShareDoorResource {
    private final FindShare findShare;
    private final CheckPassword checkPassword;
    private final CountDownload countDownload;

    /** Serves all of them. */
    public ShareDoorResource(FindShare findShare, CheckPassword checkPassword, CountDownload countDownload) {
        this.findShare = findShare;
        this.checkPassword = checkPassword;
        this.countDownload = countDownload;
    }

    /** Which share a link is: 404 for none, 410 for one that has ended. */
    @POST
    @Path("/find")
    public Uni<OpenShare> find(@NotNull ShareQuestion asked) {
        return findShare.find(required(asked.digest()));
    }

    /** What is shared with somebody: 404 when it is not. */
    @POST
    @Path("/grant")
    public Uni<OpenShare> grant(@NotNull GrantQuestion asked) {
        required(asked.share());
        required(asked.grantee());
        return findShare.find(asked);
    }

    /** Whether a password is that of a share: 204, 401, or 429 after too many wrong ones. */
    @POST
    @Path("/password")
    public Uni<Void> password(@NotNull SharePassword asked) {
        required(asked.share());
        required(asked.password());
        return checkPassword.check(asked);
    }

    /** Counts a download: 204, also when repeated; 410 when it may not begin. */
    @POST
    @Path("/downloads")
    public Uni<Void> download(@NotNull ShareDownload download) {
        required(download.id());
        required(download.share());
        required(download.fileId());
        required(download.until());
        return countDownload.count(download);
    }

    private static <T> T required(T value) {
        if (value == null) {
            throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "A member of the question is missing.");
        }
        return value;
    }
}

package io.waybill.metadata.trash;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;

/** {@code DELETE /api/files/{id}}. */
@Path("/api/files/{id}")
@Authenticated
public class FileDeletionResource {
    private final DeleteFile deleteFile;
    private final CurrentCaller caller;

    /** Deletes for {@code caller}. */
    public FileDeletionResource(DeleteFile deleteFile, CurrentCaller caller) {
        this.deleteFile = deleteFile;
        this.caller = caller;
    }

    /** Puts a file into the trash with all its versions, or erases it: 204, and 404 when repeated. */
    @DELETE
    public Uni<Void> delete(@RestPath UUID id, @Context UriInfo address) {
        boolean forGood = forGood(address.getQueryParameters().getFirst("permanent"));
        return deleteFile.delete(caller.get().allowedWithin("write"), id, forGood);
    }

    private static boolean forGood(String permanent) {
        if (permanent == null || permanent.equals("false")) {
            return false;
        }
        if (permanent.equals("true")) {
            return true;
        }
        throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "permanent is true or false.");
    }
}

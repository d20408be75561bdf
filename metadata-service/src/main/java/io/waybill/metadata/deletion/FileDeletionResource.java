package io.waybill.metadata.deletion;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
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

    /** Deletes a file with all its versions: 204, and 404 when repeated. */
    @DELETE
    public Uni<Void> delete(@RestPath UUID id) {
        return deleteFile.delete(caller.get().allowedTo("write"), id);
    }
}

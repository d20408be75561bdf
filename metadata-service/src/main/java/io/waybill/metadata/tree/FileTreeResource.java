package io.waybill.metadata.tree;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.NewPath;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.ReadCatalog;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Files go elsewhere: {@code POST /api/files/{id}/move} and {@code /copy}. */
@Path("/api/files/{id}")
@Authenticated
public class FileTreeResource {
    private final MoveFile moveFile;
    private final CopyFile copyFile;
    private final ReadCatalog catalog;
    private final CurrentCaller caller;

    /** Does it for {@code caller}. */
    public FileTreeResource(MoveFile moveFile, CopyFile copyFile, ReadCatalog catalog, CurrentCaller caller) {
        this.moveFile = moveFile;
        this.copyFile = copyFile;
        this.catalog = catalog;
        this.caller = caller;
    }

    /** Gives a file another path. */
    @POST
    @Path("/move")
    public Uni<FileFacts> move(@RestPath UUID id, NewPath to) {
        Caller owner = caller.get().allowedWithin("write");
        return moveFile.move(owner, id, to).flatMap(moved -> catalog.find(owner, moved));
    }

    /** Makes a new file with the bytes of this one's head: 201. */
    @POST
    @Path("/copy")
    public Uni<RestResponse<FileFacts>> copy(@RestPath UUID id, NewPath to) {
        Caller owner = caller.get().allowedWithin("write");
        return copyFile.copy(owner, id, to)
                .flatMap(copied -> catalog.find(owner, copied))
                .map(copy -> RestResponse.status(Status.CREATED, copy));
    }
}

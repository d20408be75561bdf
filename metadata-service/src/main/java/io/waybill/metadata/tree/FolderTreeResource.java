package io.waybill.metadata.tree;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FolderMove;
import io.waybill.contracts.api.MovedFiles;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Whole folders go elsewhere: {@code POST /api/folders/move} and {@code /copy}. */
@Path("/api/folders")
@Authenticated
public class FolderTreeResource {
    private final MoveFolder moveFolder;
    private final CurrentCaller caller;

    /** Does it for {@code caller}. */
    public FolderTreeResource(MoveFolder moveFolder, CurrentCaller caller) {
        this.moveFolder = moveFolder;
        this.caller = caller;
    }

    /** Gives all files of a folder other paths. */
    @POST
    @Path("/move")
    public Uni<MovedFiles> moveFolder(FolderMove move) {
        return moveFolder.move(caller.get().allowedWithin("write"), move);
    }

    /** Makes new files with the bytes of all heads of a folder. */
    @POST
    @Path("/copy")
    public Uni<MovedFiles> copyFolder(FolderMove move) {
        return moveFolder.copy(caller.get().allowedWithin("write"), move);
    }
}

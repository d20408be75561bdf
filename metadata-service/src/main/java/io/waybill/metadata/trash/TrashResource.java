package io.waybill.metadata.trash;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.api.ErasedFiles;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.TrashedFile;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.PageRequest;
import io.waybill.metadata.catalog.ReadCatalog;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** The caller's trash: {@code /api/trash…}. */
@Path("/api/trash")
@Authenticated
public class TrashResource {
    private final ListTrash listTrash;
    private final Undelete undelete;
    private final EmptyTrash emptyTrash;
    private final ReadCatalog catalog;
    private final CurrentCaller caller;

    /** Serves the trash to {@code caller}. */
    public TrashResource(
            ListTrash listTrash, Undelete undelete, EmptyTrash emptyTrash, ReadCatalog catalog, CurrentCaller caller) {
        this.listTrash = listTrash;
        this.undelete = undelete;
        this.emptyTrash = emptyTrash;
        this.catalog = catalog;
        this.caller = caller;
    }

    /** One page, latest first; of {@code owner}'s for an admin. */
    @GET
    public Uni<Page<TrashedFile>> list(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return listTrash.list(
                caller.get().allowedWithin("read"),
                query.getFirst("owner"),
                PageRequest.of(query.getFirst("limit"), query.getFirst("cursor")));
    }

    /** Takes a file out of it. */
    @POST
    @Path("/{id}/restore")
    public Uni<FileFacts> restore(@RestPath UUID id, @RestQuery String conflict) {
        Caller owner = caller.get().allowedWithin("write");
        ConflictMode mode = conflict == null ? ConflictMode.REJECT : ConflictMode.of(conflict);
        return undelete.undelete(owner, id, mode).flatMap(back -> catalog.find(owner, back));
    }

    /** Erases one file: 204, and 404 when repeated. */
    @DELETE
    @Path("/{id}")
    public Uni<Void> erase(@RestPath UUID id) {
        return emptyTrash.erase(caller.get().allowedWithin("write"), id);
    }

    /** Erases all of it. */
    @DELETE
    public Uni<ErasedFiles> empty() {
        return emptyTrash.all(caller.get().allowedWithin("write"));
    }
}

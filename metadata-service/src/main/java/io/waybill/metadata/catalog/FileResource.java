package io.waybill.metadata.catalog;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.FileListing;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.kit.identity.CurrentCaller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Facts about files: {@code GET /api/files…}. */
@Path("/api/files")
@Authenticated
public class FileResource {
    private final ListFiles listFiles;
    private final ReadCatalog catalog;
    private final CurrentCaller caller;

    /** Serves both to {@code caller}. */
    public FileResource(ListFiles listFiles, ReadCatalog catalog, CurrentCaller caller) {
        this.listFiles = listFiles;
        this.catalog = catalog;
        this.caller = caller;
    }

    /** One page of the caller's files, or of {@code owner}'s for an admin. */
    @GET
    public Uni<FileListing> list(@Context UriInfo address) {
        var query = address.getQueryParameters();
        return listFiles.list(
                caller.get().allowedWithin("read"), query.getFirst("owner"), query::getFirst, page(address));
    }

    /** One file; 304 for whoever has its facts already. */
    @GET
    @Path("/{id}")
    public Uni<RestResponse<FileFacts>> find(@RestPath UUID id, @RestHeader("If-None-Match") String ifNoneMatch) {
        return catalog.find(caller.get().allowedWithin("read"), id)
                .map(facts -> Preconditions.isKnown(ifNoneMatch, facts.etag())
                        ? ResponseBuilder.<FileFacts>notModified()
                                .header("ETag", facts.etag())
                                .build()
                        : ResponseBuilder.ok(facts).header("ETag", facts.etag()).build());
    }

    /** One page of the versions of a file, newest first. */
    @GET
    @Path("/{id}/versions")
    public Uni<Page<FileVersion>> versions(@RestPath UUID id, @Context UriInfo address) {
        return catalog.versions(caller.get().allowedWithin("read"), id, page(address));
    }

    /** Read from the address, because an annotated parameter takes {@code limit=} for no limit at all. */
    private static PageRequest page(UriInfo address) {
        var query = address.getQueryParameters();
        return PageRequest.of(query.getFirst("limit"), query.getFirst("cursor"));
    }
}

package io.waybill.metadata.facts;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileFacts;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.identity.CurrentCaller;
import io.waybill.metadata.catalog.ReadCatalog;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** {@code PATCH /api/files/{id}}. */
@Path("/api/files/{id}")
@Authenticated
public class FactsResource {
    private final DescribeFile describeFile;
    private final ReadCatalog catalog;
    private final CurrentCaller caller;

    /** Changes facts for {@code caller}. */
    public FactsResource(DescribeFile describeFile, ReadCatalog catalog, CurrentCaller caller) {
        this.describeFile = describeFile;
        this.catalog = catalog;
        this.caller = caller;
    }

    /** Changes path, tags and attributes by a JSON merge patch. */
    @PATCH
    @Consumes({"application/merge-patch+json", "application/json"})
    public Uni<RestResponse<FileFacts>> patch(@RestPath UUID id, @RestHeader("If-Match") String ifMatch, String body) {
        Caller owner = caller.get().allowedWithin("write");
        return describeFile
                .patch(owner, id, ifMatch, body)
                .flatMap(changed -> catalog.find(owner, changed))
                .map(facts ->
                        ResponseBuilder.ok(facts).header("ETag", facts.etag()).build());
    }
}

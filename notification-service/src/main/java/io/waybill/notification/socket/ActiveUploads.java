package io.waybill.notification.socket;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.UploadStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestQuery;

/** The transfer service's list of uploads that have not ended. */
@RegisterRestClient(configKey = "transfer")
@Path("/internal/uploads")
interface ActiveUploads {
    /**
     * Asks for them; idempotent.
     *
     * @param owner only those of this owner; null for those of everyone
     * @param id only this one; null for all
     */
    @GET
    Uni<List<UploadStatus>> find(
            @HeaderParam("Authorization") String authorization, @RestQuery String owner, @RestQuery UUID id);
}

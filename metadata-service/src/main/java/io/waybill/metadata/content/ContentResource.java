package io.waybill.metadata.content;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ContentSelection;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.api.SelectedContent;
import io.waybill.contracts.api.StoredCrc32;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;

/** Tells the transfer service where bytes are, and which it may not sweep away. */
@Path("/internal")
@RolesAllowed(Caller.SERVICE)
public class ContentResource {
    private final LocateContent content;
    private final SelectContent select;

    /** Serves {@code content}, and of many files what {@code select} finds. */
    public ContentResource(LocateContent content, SelectContent select) {
        this.content = content;
        this.select = select;
    }

    /** A version by path or by file id; of {@code owner} or, without one, of anyone; the head without a version. */
    @GET
    @Path("/content")
    public Uni<StoredVersion> locate(
            @RestQuery String owner, @RestQuery String path, @RestQuery String fileId, @RestQuery String version) {
        if ((path == null) == (fileId == null)) {
            throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "Name either a path or a fileId.");
        }
        return path == null
                ? content.of(owner, idOf(fileId), numberOf(version))
                : content.at(owner, FilePath.of(path), numberOf(version));
    }

    /** A page of many versions at once. */
    @POST
    @Path("/content/selection")
    public Uni<Page<SelectedContent>> selection(@NotNull ContentSelection selection) {
        return select.select(selection);
    }

    /** Which of at most 1000 store keys have bytes that some version shows: not those that wait to be purged. */
    @POST
    @Path("/content/shown")
    public Uni<List<String>> shown(@NotNull @Size(max = 1_000) List<@NotNull String> storeKeys) {
        return select.shown(storeKeys);
    }

    /** Notes the CRC-32 of at most 1000 contents that had none. May be called again. */
    @POST
    @Path("/content/crc32")
    public Uni<Void> crc32(@NotNull @Size(max = 1_000) List<@NotNull StoredCrc32> sums) {
        return select.note(sums);
    }

    /** Which of at most 10 000 store keys some version points at. */
    @POST
    @Path("/store-keys/known")
    public Uni<List<String>> known(@NotNull @Size(max = 10_000) List<@NotNull String> storeKeys) {
        return content.known(storeKeys);
    }

    private static UUID idOf(String fileId) {
        try {
            return UUID.fromString(fileId);
        } catch (IllegalArgumentException noId) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such file or version.");
        }
    }

    private static Integer numberOf(String version) {
        try {
            return version == null ? null : Integer.valueOf(version);
        } catch (NumberFormatException noNumber) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such file or version.");
        }
    }
}

package io.waybill.metadata.catalog;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.kit.log.LogFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The files that a caller may change: their own. Every method joins the caller's transaction. */
@ApplicationScoped
public class OwnedFiles {
    private final CatalogFiles files;

    /** Finds them in {@code files}. */
    public OwnedFiles(CatalogFiles files) {
        this.files = files;
    }

    /**
     * The file {@code id}, locked until the transaction ends: whatever else happens to it happens before or after.
     *
     * @return fails with {@code not_found} when there is none (any more) that the caller may see, {@code forbidden} when an
     *     admin sees it but does not own it
     */
    public Uni<CatalogFile> lock(Caller caller, UUID id) {
        LogFields.file(id);
        return files.lock(id).invoke(file -> check(caller, file));
    }

    /** The same for a file in the trash. */
    public Uni<CatalogFile> lockTrashed(Caller caller, UUID id) {
        LogFields.file(id);
        return files.lockTrashed(id).invoke(file -> check(caller, file));
    }

    private static void check(Caller caller, CatalogFile file) {
        if (file == null || !caller.mayRead(file.owner(), file.path())) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is no such file, or it is not yours to see.");
        }
        if (!caller.subject().equals(file.owner())) {
            throw new WaybillException(
                    ErrorCode.FORBIDDEN, "An admin may read this file; only its owner may change it.");
        }
    }
}

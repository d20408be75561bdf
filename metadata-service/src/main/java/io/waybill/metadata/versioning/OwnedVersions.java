package io.waybill.metadata.versioning;

import io.smallrye.mutiny.Uni;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.OwnedFiles;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.BiFunction;

/** Versions of files that the caller owns. */
@ApplicationScoped
public class OwnedVersions {
    private final OwnedFiles files;
    private final CommittedVersions versions;

    /** Finds them in both. */
    public OwnedVersions(OwnedFiles files, CommittedVersions versions) {
        this.files = files;
        this.versions = versions;
    }

    /**
     * Does {@code work} with version {@code number} of a file, both locked until the caller's transaction ends: the file first.
     *
     * @return fails with {@code not_found} when there is no such version, or as {@link OwnedFiles#lock}
     */
    <T> Uni<T> with(Caller caller, UUID fileId, int number, BiFunction<CatalogFile, CommittedVersion, Uni<T>> work) {
        return files.lock(caller, fileId)
                .flatMap(file -> versions.lockVisible(fileId, number).flatMap(version -> {
                    if (version == null) {
                        throw new WaybillException(ErrorCode.NOT_FOUND, "The file has no such version (any more).");
                    }
                    return work.apply(file, version);
                }));
    }
}

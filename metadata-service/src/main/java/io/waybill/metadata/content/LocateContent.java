package io.waybill.metadata.content;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.StoredVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Finds the bytes behind a path or an id. */
@ApplicationScoped
public class LocateContent {
    private final CatalogFiles files;
    private final CommittedVersions versions;

    /** Looks in {@code files} and their {@code versions}. */
    public LocateContent(CatalogFiles files, CommittedVersions versions) {
        this.files = files;
        this.versions = versions;
    }

    /**
     * A version of the file at {@code path}.
     *
     * @param owner whose file; null means anyone's
     * @param number which version; null means the head
     * @return fails with {@code not_found}
     */
    @WithSession
    public Uni<StoredVersion> at(String owner, FilePath path, Integer number) {
        Uni<CatalogFile> file =
                owner == null ? files.findVisibleOfAnyone(path.value()) : files.findVisible(owner, path.value());
        return file.flatMap(found -> locate(found, number));
    }

    /**
     * A version of the file {@code id}.
     *
     * @param owner whose file it has to be; null means anyone's
     * @param number which version; null means the head
     * @return fails with {@code not_found}
     */
    @WithSession
    public Uni<StoredVersion> of(String owner, UUID id, Integer number) {
        return files.findVisible(id)
                .flatMap(found ->
                        locate(found != null && (owner == null || owner.equals(found.owner())) ? found : null, number));
    }

    /** Those of {@code storeKeys} whose bytes are still meant to be in the store. */
    @WithSession
    public Uni<List<String>> known(List<String> storeKeys) {
        return storeKeys.isEmpty() ? Uni.createFrom().item(List.of()) : versions.knownStoreKeys(storeKeys);
    }

    private Uni<StoredVersion> locate(CatalogFile file, Integer number) {
        if (file == null) {
            throw notFound();
        }
        return versions.findVisible(file.id(), number == null ? file.headVersion() : number)
                .map(version -> {
                    if (version == null) {
                        throw notFound();
                    }
                    return new StoredVersion(version.at(file.path()), version.storeKey());
                });
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no such file or version.");
    }
}

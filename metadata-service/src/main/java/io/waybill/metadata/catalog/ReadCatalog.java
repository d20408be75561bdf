package io.waybill.metadata.catalog;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Answers questions about files, each caller within what they may read. Another's file is {@code not_found}. */
@ApplicationScoped
public class ReadCatalog {
    private final CatalogFiles files;
    private final CommittedVersions versions;

    /** Reads {@code files} and their {@code versions}. */
    public ReadCatalog(CatalogFiles files, CommittedVersions versions) {
        this.files = files;
        this.versions = versions;
    }

    /**
     * One page of files by path.
     *
     * @param owner whose files; null means the caller's own
     * @param prefix what their paths begin with; null means all
     */
    @WithSession
    public Uni<Page<FileFacts>> list(Caller caller, String owner, String prefix, PageRequest request) {
        String whose = owner == null ? caller.subject() : owner;
        if (!caller.mayRead(whose) || whose.indexOf('\0') >= 0) {
            throw notFound();
        }
        PathRange range = PathRange.of(prefix, request.after() == null ? null : pathOf(request.after()));
        return files.list(whose, range, request.limit() + 1)
                .map(found ->
                        request.page(found.stream().map(CatalogEntry::facts).toList(), FileFacts::path));
    }

    /** One file. */
    @WithSession
    public Uni<FileFacts> find(Caller caller, UUID id) {
        return files.findEntry(id).map(entry -> {
            if (entry == null || !caller.mayRead(entry.file().owner())) {
                throw notFound();
            }
            return entry.facts();
        });
    }

    /** One page of the versions of a file, newest first. */
    @WithSession
    public Uni<Page<FileVersion>> versions(Caller caller, UUID id, PageRequest request) {
        int below = request.after() == null ? Integer.MAX_VALUE : numberOf(request.after());
        return files.findVisible(id).flatMap(file -> {
            if (file == null || !caller.mayRead(file.owner())) {
                throw notFound();
            }
            return versions.listVisible(id, below, request.limit() + 1)
                    .map(found -> found.stream()
                            .map((CommittedVersion version) -> version.at(file.path()))
                            .toList())
                    .map(found -> request.page(found, version -> String.valueOf(version.version())));
        });
    }

    private static FilePath pathOf(String place) {
        try {
            return new FilePath(place);
        } catch (WaybillException noPath) {
            throw PageRequest.invalidCursor();
        }
    }

    private static int numberOf(String place) {
        try {
            return Integer.parseInt(place);
        } catch (NumberFormatException noNumber) {
            throw PageRequest.invalidCursor();
        }
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no such file, or it is not yours to see.");
    }
}

package io.waybill.metadata.catalog;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.waybill.contracts.api.FileFacts;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Answers questions about files, each caller within what they may read. Another's file is {@code not_found}. */
@ApplicationScoped
public class ReadCatalog {
    private final Pool database;
    private final CatalogFiles files;
    private final CommittedVersions versions;

    /** Reads files, and their {@code versions}, from {@code database}. */
    public ReadCatalog(Pool database, CatalogFiles files, CommittedVersions versions) {
        this.database = database;
        this.files = files;
        this.versions = versions;
    }

    /** One file. */
    public Uni<FileFacts> find(Caller caller, UUID id) {
        SqlQuery query = FileSelection.byId(id);
        return database.preparedQuery(query.sql()).execute(query.values()).map(rows -> {
            FileFacts facts = rows.size() == 0
                    ? null
                    : FileSelection.facts(rows.iterator().next());
            if (facts == null || !caller.mayRead(facts.owner(), facts.path())) {
                throw notFound();
            }
            return facts;
        });
    }

    /** One page of the versions of a file, newest first. */
    @WithSession
    public Uni<Page<FileVersion>> versions(Caller caller, UUID id, PageRequest request) {
        int below = request.after() == null ? Integer.MAX_VALUE : numberOf(id, request.after());
        return files.findVisible(id).flatMap(file -> {
            if (file == null || !caller.mayRead(file.owner(), file.path())) {
                throw notFound();
            }
            return versions.listVisible(id, below, request.limit() + 1)
                    .map(found -> found.stream()
                            .map((CommittedVersion version) -> version.at(file.path()))
                            .toList())
                    .map(found -> request.page(found, version -> id + "\n" + version.version()));
        });
    }

    private static int numberOf(UUID id, String place) {
        try {
            String file = id + "\n";
            if (place.startsWith(file)) {
                return Integer.parseInt(place.substring(file.length()));
            }
        } catch (NumberFormatException noNumber) {
            // the same answer as for a cursor of another file
        }
        throw PageRequest.invalidCursor();
    }

    private static WaybillException notFound() {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no such file, or it is not yours to see.");
    }
}

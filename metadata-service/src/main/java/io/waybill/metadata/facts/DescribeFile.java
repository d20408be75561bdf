package io.waybill.metadata.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.event.FileDescribed;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.OwnedFiles;
import io.waybill.metadata.catalog.PathRaces;
import io.waybill.metadata.catalog.Preconditions;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.tree.MoveFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Changes what an owner says about a file, and where it is, all at once. */
@ApplicationScoped
public class DescribeFile {
    private final OwnedFiles owned;
    private final MoveFile moveFile;
    private final FileEvents events;
    private final ObjectMapper json;

    /** Changes {@code owned} files and tells {@code events}. */
    public DescribeFile(OwnedFiles owned, MoveFile moveFile, FileEvents events, ObjectMapper json) {
        this.owned = owned;
        this.moveFile = moveFile;
        this.events = events;
        this.json = json;
    }

    /**
     * Applies a JSON merge patch (RFC 7396). May be repeated.
     *
     * @param ifMatch an {@code If-Match} field value for the entity tag of the facts, or null
     * @return the file's id; fails with {@code malformed_request}, {@code invalid_path}, {@code precondition_failed},
     *     {@code path_conflict}, or as {@link OwnedFiles#lock}; nothing is changed then
     */
    public Uni<UUID> patch(Caller caller, UUID id, String ifMatch, String body) {
        FactsPatch patch = FactsPatch.of(body, json);
        FilePath path = patch.path() == null ? null : caller.reaching(patch.path());
        return PathRaces.retried(() ->
                        Panache.withTransaction(() -> owned.lock(caller, id).flatMap(file -> said(id).flatMap(said -> {
                            Preconditions.check(ifMatch, null, "\"r" + said.revision() + '"');
                            return moved(file, path).flatMap(moved -> described(file, patch, said));
                        }))))
                .replaceWith(id);
    }

    private Uni<Void> moved(CatalogFile file, FilePath path) {
        return path == null ? Uni.createFrom().voidItem() : moveFile.to(file, path, ConflictMode.REJECT);
    }

    private Uni<Void> described(CatalogFile file, FactsPatch patch, Said said) {
        List<String> tags = patch.tags(said.tags());
        Map<String, String> attributes = patch.attributes(said.attributes());
        if (tags.equals(said.tags()) && attributes.equals(said.attributes())) {
            return Uni.createFrom().voidItem();
        }
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                update file set tags = cast(cast(:tags as text) as jsonb),
                                attributes = cast(cast(:attributes as text) as jsonb) where id = :id""")
                        .setParameter("tags", write(tags))
                        .setParameter("attributes", write(attributes))
                        .setParameter("id", file.id())
                        .executeUpdate())
                .flatMap(written ->
                        events.append(new FileDescribed(file.id(), file.owner(), file.path(), tags, attributes)));
    }

    private Uni<Said> said(UUID id) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(
                                "select revision, cast(tags as text), cast(attributes as text) from file where id = :id",
                                Object[].class)
                        .setParameter("id", id)
                        .getSingleResult())
                .map(row -> new Said(
                        ((Number) row[0]).longValue(),
                        read((String) row[1], new TypeReference<List<String>>() {}),
                        read((String) row[2], new TypeReference<Map<String, String>>() {})));
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("The facts in the database are not as they were written.", broken);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("Facts cannot be written as JSON.", broken);
        }
    }

    private record Said(long revision, List<String> tags, Map<String, String> attributes) {}
}

package io.waybill.metadata.commit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.catalog.CatalogFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Holds paths for the commits to them: until the transaction ends nobody else commits there. */
@ApplicationScoped
public class PathLocks {
    /** Each path is looked up by itself: a join is planned for a hundred of them, and reads the whole table for one. */
    static final String FILES_AT = """
            select f.id from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as k(number int, owner text, path text)
                cross join lateral (select id from file
                    where owner = k.owner and path = k.path and deleted_at is null for update nowait) f""";

    private final CatalogFiles files;
    private final ObjectMapper json;

    /** Names paths to the database with {@code json}. */
    public PathLocks(CatalogFiles files, ObjectMapper json) {
        this.files = files;
        this.json = json;
    }

    /** Waits for the path of {@code commit}. */
    Uni<Void> lock(CommitVersion commit) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(
                                "select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))", Integer.class)
                        .setParameter(1, commit.owner() + '\n' + commit.path().value())
                        .getSingleResult())
                .replaceWithVoid();
    }

    /** Takes the paths that are free at this moment, and answers their commits; waits for none. */
    Uni<List<CommitVersion>> tryLock(List<CommitVersion> commits) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
                                select k.number from jsonb_to_recordset(cast(cast(?1 as text) as jsonb))
                                    as k(number int, owner text, path text)
                                where pg_try_advisory_xact_lock(hashtextextended(k.owner || chr(10) || k.path, 0))""", Integer.class)
                        .setParameter(1, names(commits))
                        .getResultList())
                .map(taken -> taken.stream().map(commits::get).toList());
    }

    /** The files at these paths, locked until the transaction ends; fails at once when somebody else has one locked. */
    Uni<List<CatalogFile>> filesAt(List<CommitVersion> commits) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(FILES_AT, UUID.class)
                        .setParameter(1, names(commits))
                        .getResultList())
                .flatMap(files::read);
    }

    private String names(List<CommitVersion> commits) {
        ArrayNode names = json.createArrayNode();
        for (int i = 0; i < commits.size(); i++) {
            names.addObject()
                    .put("number", i)
                    .put("owner", commits.get(i).owner())
                    .put("path", commits.get(i).path().value());
        }
        return names.toString();
    }
}

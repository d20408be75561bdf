package io.waybill.metadata.trash;

import static io.waybill.metadata.fixture.Metadata.encoded;
import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted can be taken back, until it is erased (F-22). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class TrashIT {
    LocalIssuer issuer;
    PostgresServer postgres;

    @Inject
    TrashConfig config;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
        purged();
    }

    @Test
    void aDeletedFileIsInTheTrashAndComesBackWithItsVersions() {
        CommitVersion first = upload(owner, "a/b.txt", ConflictMode.VERSION, "one");
        metadata.committed(first);
        String id = metadata.committed(upload(owner, "a/b.txt", ConflictMode.VERSION, "two"));

        metadata.delete("/api/files/" + id, owner);
        JsonNode trashed = trash("").path("items").get(0);

        assertThat(trashed.path("file").path("path").asText()).isEqualTo("a/b.txt");
        assertThat(trashed.path("file").path("version").asInt()).isEqualTo(2);
        assertThat(trashed.path("expiresAt").asText())
                .isGreaterThan(trashed.path("deletedAt").asText());
        assertThat(metadata.get("/api/files/" + id, owner).status()).isEqualTo(404);
        assertThat(metadata.get("/api/files", owner).json().path("items")).isEmpty();
        assertThat(purged()).isEmpty();

        Answer back = restore(id, "");

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.json().path("path").asText()).isEqualTo("a/b.txt");
        assertThat(metadata.get("/api/files/" + id + "/versions", owner).json().path("items"))
                .hasSize(2);
        assertThat(trash("").path("items")).isEmpty();
        assertThat(restore(id, "").problemCode()).isEqualTo("not_found");
    }

    @Test
    void aFileWhosePathIsTakenComesBackBesideIt() {
        String id = metadata.committed(upload(owner, "a.txt", ConflictMode.VERSION, "old"));
        metadata.delete("/api/files/" + id, owner);
        metadata.committed(upload(owner, "a.txt", ConflictMode.REJECT, "new"));

        Answer refused = restore(id, "");
        assertThat(refused.problemCode()).isEqualTo("path_conflict");
        assertThat(refused.json().path("path").asText()).isEqualTo("a.txt");
        assertThat(restore(id, "?conflict=overwrite").problemCode()).isEqualTo("malformed_request");
        assertThat(restore(id, "?conflict=rename").json().path("path").asText()).isEqualTo("a_v2.txt");
    }

    @Test
    void anErasedFileIsGoneWithItsBytes() {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "x");
        String id = metadata.committed(commit);
        metadata.delete("/api/files/" + id, owner);

        assertThat(metadata.delete("/api/trash/" + id, owner).status()).isEqualTo(204);

        assertThat(purged()).containsExactly(commit.storeKey());
        assertThat(metadata.delete("/api/trash/" + id, owner).problemCode()).isEqualTo("not_found");
        assertThat(restore(id, "").problemCode()).isEqualTo("not_found");
        assertThat(metadata.commit(commit).status()).isEqualTo(200);
        assertThat(metadata.get("/api/files", owner).json().path("items")).isEmpty();
    }

    @Test
    void aFileThatIsNotInTheTrashIsNotErasedThere() {
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "x"));

        assertThat(metadata.delete("/api/trash/" + id, owner).problemCode()).isEqualTo("not_found");
        assertThat(metadata.get("/api/files/" + id, owner).status()).isEqualTo(200);
    }

    @Test
    void theTrashIsEmptiedAndNobodyElsesIs() {
        String neighbour = newOwner();
        String theirs = metadata.committed(upload(neighbour, "f", ConflictMode.VERSION, "x"));
        metadata.delete("/api/files/" + theirs, neighbour);
        for (int i = 0; i < 130; i++) {
            String id = metadata.committed(upload(owner, "f" + i, ConflictMode.VERSION, "x"));
            metadata.delete("/api/files/" + id, owner);
        }

        assertThat(metadata.delete("/api/trash", owner).json().path("erased").asInt())
                .isEqualTo(130);

        assertThat(trash("").path("items")).isEmpty();
        assertThat(purged()).hasSize(130);
        assertThat(metadata.delete("/api/trash", owner).json().path("erased").asInt())
                .isZero();
        assertThat(metadata.get("/api/trash", neighbour).json().path("items")).hasSize(1);
    }

    @Test
    void whatIsOldEnoughIsErasedByItself() throws SQLException {
        CommitVersion old = upload(owner, "old", ConflictMode.VERSION, "x");
        String id = metadata.committed(old);
        metadata.delete("/api/files/" + id, owner);
        metadata.delete("/api/files/" + metadata.committed(upload(owner, "new", ConflictMode.VERSION, "x")), owner);

        execute("update file set deleted_at = deleted_at - interval '%d seconds' where id = '%s'"
                .formatted(config.keep().toSeconds(), id));

        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(trash("").path("items")).hasSize(1));
        assertThat(purged()).containsExactly(old.storeKey());
    }

    @Test
    void theTrashIsPagedLatestFirst() {
        for (int i = 0; i < 5; i++) {
            metadata.delete(
                    "/api/files/" + metadata.committed(upload(owner, "f" + i, ConflictMode.VERSION, "x")), owner);
        }

        List<String> seen = new ArrayList<>();
        JsonNode page = trash("?limit=2");
        seen.addAll(page.findValuesAsText("path"));
        while (page.has("next")) {
            page = trash("?limit=2&cursor=" + encoded(page.path("next").asText()));
            seen.addAll(page.findValuesAsText("path"));
        }

        assertThat(seen).containsExactly("f4", "f3", "f2", "f1", "f0");
        String cursor = trash("?limit=1").path("next").asText();
        assertThat(metadata.get("/api/trash?cursor=" + cursor, newOwner()).problemCode())
                .isEqualTo("invalid_cursor");
        assertThat(metadata.get("/api/trash?cursor=AA", owner).problemCode()).isEqualTo("invalid_cursor");
    }

    @Test
    void anothersTrashIsNotThereAndAnAdminOnlyLooks() {
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "x"));
        metadata.delete("/api/files/" + id, owner);
        String stranger = newOwner();

        assertThat(metadata.get("/api/trash?owner=" + owner, stranger).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.get("/api/trash", stranger).json().path("items")).isEmpty();
        assertThat(metadata.delete("/api/trash/" + id, stranger).problemCode()).isEqualTo("not_found");
        assertThat(metadata.post("/api/trash/" + id + "/restore", "", issuer.person(stranger))
                        .problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.get("/api/trash?owner=" + owner, stranger, "admin")
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(metadata.delete("/api/trash/" + id, stranger, "admin").problemCode())
                .isEqualTo("forbidden");
        assertThat(restore(id, "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "TRUE", "1"})
    void permanentIsTrueOrFalse(String value) {
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "x"));

        assertThat(metadata.delete("/api/files/" + id + "?permanent=" + value, owner)
                        .problemCode())
                .isEqualTo("malformed_request");
        assertThat(metadata.get("/api/files/" + id, owner).status()).isEqualTo(200);
    }

    private JsonNode trash(String query) {
        return metadata.get("/api/trash" + query, owner).json();
    }

    private Answer restore(String id, String query) {
        return metadata.post("/api/trash/" + id + "/restore" + query, "", issuer.person(owner));
    }

    private List<String> purged() {
        List<String> keys = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        metadata.postInternal("/internal/purges/claim", "{\"limit\":1000}")
                .json()
                .forEach(purge -> {
                    keys.add(purge.path("storeKey").asText());
                    ids.add('"' + purge.path("versionId").asText() + '"');
                });
        metadata.postInternal("/internal/purges/confirm", ids.toString());
        return keys;
    }

    private void execute(String sql) throws SQLException {
        String database = "waybill_metadata";
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), postgres.user(database), postgres.password(database));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

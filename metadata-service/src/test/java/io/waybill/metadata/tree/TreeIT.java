package io.waybill.metadata.tree;

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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders go elsewhere, and no byte with them. */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class TreeIT {
    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
        purged();
    }

    @Test
    void aMovedFileKeepsItsIdAndItsVersions() throws SQLException {
        put("a.txt");
        String id = put("a.txt");

        Answer moved = post("/api/files/" + id + "/move", "{\"path\":\"b/c.txt\"}");

        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(moved.json().path("id").asText()).isEqualTo(id);
        assertThat(moved.json().path("name").asText()).isEqualTo("c.txt");
        assertThat(paths()).containsExactly("b/c.txt");
        assertThat(metadata.get("/api/files/" + id + "/versions", owner).json().path("items"))
                .hasSize(2);
        assertThat(put("a.txt")).isNotEqualTo(id);
        assertThat(events(id, "io.waybill.file.moved.v1")).containsExactly("a.txt > b/c.txt");
        assertThat(post("/api/files/" + id + "/move", "{\"path\":\"b/c.txt\"}").status())
                .isEqualTo(200);
        assertThat(events(id, "io.waybill.file.moved.v1")).hasSize(1);
    }

    @Test
    void aTakenPathIsAConflictUnlessAnotherNameWillDo() {
        String id = put("a.txt");
        put("b.txt");

        Answer refused = post("/api/files/" + id + "/move", "{\"path\":\"b.txt\"}");
        assertThat(refused.problemCode()).isEqualTo("path_conflict");
        assertThat(refused.json().path("path").asText()).isEqualTo("b.txt");
        assertThat(post("/api/files/" + id + "/copy", "{\"path\":\"b.txt\"}").problemCode())
                .isEqualTo("path_conflict");
        assertThat(post("/api/files/" + id + "/move", "{\"path\":\"b.txt\",\"conflict\":\"rename\"}")
                        .json()
                        .path("path")
                        .asText())
                .isEqualTo("b_v2.txt");
        assertThat(post("/api/files/" + id + "/move", "{\"path\":\"x\",\"conflict\":\"overwrite\"}")
                        .problemCode())
                .isEqualTo("malformed_request");
    }

    @Test
    void aCopyPointsAtTheSameBytesUntilTheLastOfBothGoes() {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "bytes");
        String id = metadata.committed(commit);
        metadata.send("PATCH", "/api/files/" + id, "{\"tags\":[\"t\"]}", issuer.person(owner));

        Answer copied = post("/api/files/" + id + "/copy", "{\"path\":\"b\"}");

        assertThat(copied.status()).as(copied.body()).isEqualTo(201);
        assertThat(copied.json().path("version").asInt()).isEqualTo(1);
        assertThat(copied.json().path("sha256").asText())
                .isEqualTo(commit.sha256().hex());
        assertThat(copied.json().path("tags").get(0).asText()).isEqualTo("t");
        String copy = copied.json().path("id").asText();
        assertThat(storeKey(copy)).isEqualTo(commit.storeKey());
        metadata.delete("/api/files/" + id + "?permanent=true", owner);
        assertThat(purged()).isEmpty();
        metadata.delete("/api/files/" + copy + "?permanent=true", owner);
        assertThat(purged()).containsExactly(commit.storeKey());
    }

    @Test
    void aFolderMovesWithAllItsFilesAndTellsOfEach() throws SQLException {
        String one = put("a/1");
        put("a/b/2");
        put("a0");
        put("c/other");

        Answer moved = post("/api/folders/move", "{\"from\":\"a/\",\"to\":\"c/d/\"}");

        assertThat(moved.json().path("files").asInt()).as(moved.body()).isEqualTo(2);
        assertThat(paths()).containsExactly("a0", "c/d/1", "c/d/b/2", "c/other");
        assertThat(events(one, "io.waybill.file.moved.v1")).containsExactly("a/1 > c/d/1");
        assertThat(post("/api/folders/move", "{\"from\":\"c/d/\",\"to\":\"\"}").status())
                .isEqualTo(200);
        assertThat(paths()).containsExactly("1", "a0", "b/2", "c/other");
    }

    @Test
    void aFolderIsCopiedWithoutBytes() throws SQLException {
        CommitVersion commit = upload(owner, "a/1", ConflictMode.VERSION, "bytes");
        String source = metadata.committed(commit);
        put("a/b/2");

        Answer copied = post("/api/folders/copy", "{\"from\":\"a/\",\"to\":\"z/\"}");

        assertThat(copied.json().path("files").asInt()).as(copied.body()).isEqualTo(2);
        assertThat(paths()).containsExactly("a/1", "a/b/2", "z/1", "z/b/2");
        String copy = metadata.get("/api/files?prefix=z/1", owner)
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText();
        assertThat(storeKey(copy)).isEqualTo(commit.storeKey());
        assertThat(events(copy, "io.waybill.file.copied.v1")).hasSize(1);
        metadata.delete("/api/files/" + source + "?permanent=true", owner);
        assertThat(purged()).isEmpty();
        assertThat(metadata.committed(upload(owner, "z/1", ConflictMode.VERSION, "more")))
                .isEqualTo(copy);
    }

    @Test
    void aFolderMovesAsAWholeOrNotAtAll() {
        put("a/1");
        put("a/2");
        put("b/2");

        Answer refused = post("/api/folders/move", "{\"from\":\"a/\",\"to\":\"b/\"}");

        assertThat(refused.problemCode()).isEqualTo("path_conflict");
        assertThat(refused.json().path("path").asText()).isEqualTo("b/2");
        assertThat(post("/api/folders/copy", "{\"from\":\"a/\",\"to\":\"b/\"}").problemCode())
                .isEqualTo("path_conflict");
        assertThat(paths()).containsExactly("a/1", "a/2", "b/2");
    }

    @ParameterizedTest
    @CsvSource({
        "a/, a/b/, malformed_request",
        "a/, a/, malformed_request",
        "'', b/, malformed_request",
        "a, b/, malformed_request",
        "a/, b, malformed_request",
        "a/, ../, invalid_path",
        "a//, b/, invalid_path",
        "none/, b/, not_found",
    })
    void aMoveThatMakesNoSenseIsRefused(String from, String to, String code) {
        put("a/1");

        String body = "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
        assertThat(post("/api/folders/move", body).problemCode()).isEqualTo(code);
        assertThat(post("/api/folders/copy", body).problemCode()).isEqualTo(code);
    }

    @Test
    void aPathThatWouldBeTooLongIsRefused() {
        String deep = "d".repeat(250) + "/";
        put("a/" + deep.repeat(15) + "f");

        assertThat(post("/api/folders/move", "{\"from\":\"a/\",\"to\":\"" + deep.repeat(2) + "\"}")
                        .problemCode())
                .isEqualTo("invalid_path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"path\":7}", "{\"path\":\"a\",\"conflict\":\"?\"}"})
    void whatSaysNoPlaceIsMalformed(String body) {
        String id = put("a");

        assertThat(post("/api/files/" + id + "/move", body).status()).isEqualTo(400);
        assertThat(post("/api/files/" + id + "/copy", body).status()).isEqualTo(400);
    }

    @Test
    void anothersFilesStayWhereTheyAre() {
        String id = put("a/1");
        String stranger = issuer.person(newOwner());
        String admin = issuer.person(newOwner(), "admin");
        String body = "{\"path\":\"mine\"}";

        assertThat(metadata.post("/api/files/" + id + "/move", body, stranger).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.post("/api/files/" + id + "/copy", body, stranger).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.post("/api/files/" + id + "/move", body, admin).problemCode())
                .isEqualTo("forbidden");
        assertThat(metadata.post("/api/folders/move", "{\"from\":\"a/\",\"to\":\"b/\"}", stranger)
                        .problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.post("/api/folders/copy", "{\"from\":\"a/\",\"to\":\"b/\"}", admin)
                        .problemCode())
                .isEqualTo("not_found");
        assertThat(paths()).containsExactly("a/1");
    }

    private String put(String path) {
        return metadata.committed(
                upload(owner, path, ConflictMode.VERSION, UUID.randomUUID().toString()));
    }

    private Answer post(String path, String body) {
        return metadata.post(path, body, issuer.person(owner));
    }

    private List<String> paths() {
        return metadata.get("/api/files", owner).json().path("items").findValuesAsText("path");
    }

    private String storeKey(String id) {
        return metadata.getInternal("/internal/content?fileId=" + id)
                .json()
                .path("storeKey")
                .asText();
    }

    private List<String> purged() {
        List<String> keys = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        JsonNode claimed = metadata.postInternal("/internal/purges/claim", "{\"limit\":1000}")
                .json();
        claimed.forEach(purge -> {
            keys.add(purge.path("storeKey").asText());
            ids.add('"' + purge.path("versionId").asText() + '"');
        });
        metadata.postInternal("/internal/purges/confirm", ids.toString());
        return keys;
    }

    private List<String> events(String subject, String type) throws SQLException {
        String database = "waybill_metadata";
        String sql =
                "select coalesce(data ->> 'from', '') || ' > ' || (data ->> 'path') from outbox where subject = '%s'"
                        .formatted(subject);
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), postgres.user(database), postgres.password(database));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql + " and type = '" + type + "'")) {
            List<String> told = new ArrayList<>();
            while (rows.next()) {
                told.add(rows.getString(1));
            }
            return told;
        }
    }
}

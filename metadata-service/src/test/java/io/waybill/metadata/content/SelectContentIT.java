package io.waybill.metadata.content;

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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class SelectContentIT {
    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void connect() {
        metadata = new Metadata(issuer);
    }

    @Test
    void aPrefixIsItsHeadsInTheOrderOfTheirPathsPageByPage() {
        for (String path : List.of("a/3", "a/1", "b/1", "a/2", "a-")) {
            commit(path, "old");
            commit(path, path);
        }

        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            JsonNode page =
                    select("\"prefix\":\"a/\",\"limit\":2" + (after == null ? "" : ",\"after\":\"" + after + '"'));
            page.path("items").forEach(item -> seen.add(place(item)));
            after = page.path("next").asText(null);
        } while (after != null);

        assertThat(seen).containsExactly("a/1 2", "a/2 2", "a/3 2");
    }

    @Test
    void allVersionsAreInTheirOrderAndDroppedOnesAreNot() {
        commit("a/x", "1");
        String id = commit("a/x", "2");
        commit("a/x", "3");
        metadata.delete("/api/files/" + id + "/versions/2", owner);

        assertThat(places(select("\"prefix\":\"a/\",\"allVersions\":true,\"limit\":100")))
                .containsExactly("a/x 1", "a/x 3");
        assertThat(places(select("\"files\":[\"" + id + "\"],\"allVersions\":true,\"limit\":1")))
                .containsExactly("a/x 1");
    }

    @Test
    void filesAndVersionsAreFoundByTheirIdsEachOnceAndOnlyTheOwners() {
        String file = commit("f", "1");
        commit("f", "2");
        String versions = "/api/files/" + file + "/versions";
        JsonNode all = metadata.get(versions, owner).json().path("items");
        String head = all.get(0).path("versionId").asText();
        String first = all.get(1).path("versionId").asText();
        String another = metadata.committed(upload(newOwner(), "g", ConflictMode.VERSION, "x"));
        String ids =
                "\"files\":[\"" + file + "\",\"" + another + "\"],\"versions\":[\"" + head + "\",\"" + first + "\"]";

        assertThat(places(select(ids + ",\"limit\":100"))).containsExactly("f 1", "f 2");
        assertThat(places(metadata.postInternal("/internal/content/selection", "{" + ids + ",\"limit\":100}")
                        .json()))
                .containsExactly("f 1", "f 2", "g 1");
    }

    @Test
    void itSaysWhereTheBytesAreAndWhatTheirCrcIs() {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "one");
        String id = metadata.committed(commit);
        metadata.send("POST", "/api/files/" + id + "/copy", "{\"path\":\"b\"}", issuer.person(owner));

        for (JsonNode item : select("\"prefix\":\"\",\"limit\":100").path("items")) {
            assertThat(item.path("storeKey").asText()).isEqualTo(commit.storeKey());
            assertThat(item.path("crc32").asLong()).isEqualTo(commit.crc32());
            assertThat(item.path("version").path("sha256").asText())
                    .isEqualTo(commit.sha256().hex());
        }
    }

    @Test
    void aCrcThatIsNotKnownIsNotedOnceForAllWhoShareTheBytes() throws SQLException {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "one");
        String id = metadata.committed(commit);
        metadata.send("POST", "/api/files/" + id + "/copy", "{\"path\":\"b\"}", issuer.person(owner));
        forgetCrcOf(commit.storeKey());
        assertThat(crcs()).containsExactly("null", "null");

        for (long crc : new long[] {4_294_967_295L, 7}) {
            Answer noted = metadata.postInternal(
                    "/internal/content/crc32", "[{\"storeKey\":\"" + commit.storeKey() + "\",\"crc32\":" + crc + "}]");
            assertThat(noted.status()).isEqualTo(204);
        }

        assertThat(crcs()).containsExactly("4294967295", "4294967295");
    }

    @Test
    void bytesAreShownUntilTheLastVersionThatHasThemIsDropped() {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "one");
        String id = metadata.committed(commit);
        String question = "[\"" + commit.storeKey() + "\",\"o/00/stray\"]";
        String copy = metadata.send("POST", "/api/files/" + id + "/copy", "{\"path\":\"b\"}", issuer.person(owner))
                .json()
                .path("id")
                .asText();

        metadata.delete("/api/files/" + id + "?permanent=true", owner);
        assertThat(metadata.postInternal("/internal/content/shown", question).body())
                .isEqualTo("[\"" + commit.storeKey() + "\"]");
        metadata.delete("/api/files/" + copy + "?permanent=true", owner);

        assertThat(metadata.postInternal("/internal/content/shown", question).body())
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"files\":[],\"limit\":0}",
                "{\"files\":[],\"limit\":101}",
                "{\"prefix\":\"a\",\"limit\":1}",
                "{\"files\":[],\"limit\":1,\"after\":\"x\"}",
                "{\"files\":[\"x\"],\"limit\":1}"
            })
    void whatIsNoSelectionIsMalformed(String body) {
        Answer answer = metadata.postInternal("/internal/content/selection", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    private String commit(String path, String content) {
        return metadata.commit(upload(owner, path, ConflictMode.VERSION, content))
                .json()
                .path("fileId")
                .asText();
    }

    private JsonNode select(String members) {
        return metadata.postInternal("/internal/content/selection", "{\"owner\":\"" + owner + "\"," + members + "}")
                .json();
    }

    private List<String> crcs() {
        List<String> crcs = new ArrayList<>();
        select("\"prefix\":\"\",\"limit\":100")
                .path("items")
                .forEach(item -> crcs.add(item.path("crc32").asText("null")));
        return crcs;
    }

    private static List<String> places(JsonNode page) {
        List<String> places = new ArrayList<>();
        page.path("items").forEach(item -> places.add(place(item)));
        return places;
    }

    private static String place(JsonNode item) {
        JsonNode version = item.path("version");
        return version.path("path").asText() + ' ' + version.path("version").asInt();
    }

    private void forgetCrcOf(String storeKey) throws SQLException {
        String database = "waybill_metadata";
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), postgres.user(database), postgres.password(database));
                Statement statement = connection.createStatement()) {
            statement.execute("update version set crc32 = null where store_key = '" + storeKey + "'");
        }
    }
}

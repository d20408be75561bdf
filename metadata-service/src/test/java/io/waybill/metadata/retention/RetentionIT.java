package io.waybill.metadata.retention;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that others have followed go by rules (F-21). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class RetentionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void aRuleIsAppliedInTheBackgroundAsItsPreviewHasSaid() {
        String kept = versions("elsewhere", 3);
        String file = versions("a/b", 5);
        label(file, 1);
        String rule = "{\"prefix\":\"a/\",\"keepLast\":2}";

        JsonNode preview = post("/api/retention/preview", rule).json();
        assertThat(preview.path("versions").asInt()).isEqualTo(2);
        assertThat(preview.path("bytes").asInt()).isEqualTo(2);
        assertThat(preview.path("examples").findValuesAsText("version")).containsExactly("2", "3");
        assertThat(numbers(file)).containsExactly("5", "4", "3", "2", "1");

        assertThat(put(rule).status()).isEqualTo(200);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers(file)).containsExactly("5", "4", "1"));
        assertThat(numbers(kept)).containsExactly("3", "2", "1");
        assertThat(post("/api/retention/preview", rule).json().path("versions").asInt())
                .isZero();
    }

    @Test
    void daysCountFromWhenAVersionBecameVisible() throws SQLException {
        String file = versions("a/b", 4);
        execute("update version set created_at = created_at - interval '10 days' where number <= 2 and file_id = '"
                + file + "'");

        put("{\"prefix\":\"\",\"keepDays\":7}");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers(file)).containsExactly("4", "3"));
    }

    @Test
    void theRuleOfTheInnermostFolderCounts() {
        String outer = versions("a/x", 3);
        String inner = versions("a/b/x", 3);

        put("{\"prefix\":\"a/b/\",\"keepLast\":100}");
        put("{\"prefix\":\"a/\",\"keepLast\":1,\"keepLabelled\":false}");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers(outer)).containsExactly("3"));
        assertThat(numbers(inner)).containsExactly("3", "2", "1");
    }

    @Test
    void rulesAreSetListedAndTakenAway() {
        put("{\"prefix\":\"b/\",\"keepDays\":9}");
        put("{\"prefix\":\"b/\",\"keepDays\":8}");
        put("{\"prefix\":\"\",\"keepLast\":3,\"keepLabelled\":false}");

        assertThat(metadata.get("/api/retention", owner).body())
                .isEqualTo("[{\"prefix\":\"\",\"keepLast\":3,\"keepLabelled\":false},"
                        + "{\"prefix\":\"b/\",\"keepDays\":8,\"keepLabelled\":true}]");
        assertThat(metadata.get("/api/retention", newOwner()).json()).isEmpty();
        assertThat(metadata.delete("/api/retention?prefix=b/", owner).status()).isEqualTo(204);
        assertThat(metadata.delete("/api/retention?prefix=b/", owner).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.delete("/api/retention", newOwner()).problemCode()).isEqualTo("not_found");
        assertThat(metadata.delete("/api/retention", owner).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"prefix\":\"a/\"}",
                "{\"keepLast\":1}",
                "{\"prefix\":\"a\",\"keepLast\":1}",
                "{\"prefix\":\"\",\"keepLast\":0}",
                "{\"prefix\":\"\",\"keepDays\":-1}",
                "{\"prefix\":\"\",\"keepDays\":100001}",
                "{\"prefix\":\"\\u0000/\",\"keepDays\":1}"
            })
    void aRuleThatMakesNoSenseIsMalformed(String rule) {
        assertThat(put(rule).problemCode()).isEqualTo("malformed_request");
        assertThat(post("/api/retention/preview", rule).problemCode()).isEqualTo("malformed_request");
    }

    private String versions(String path, int count) {
        String id = null;
        for (int i = 0; i < count; i++) {
            id = metadata.committed(upload(owner, path, ConflictMode.VERSION, "" + i));
        }
        return id;
    }

    private void label(String file, int version) {
        metadata.send(
                "PUT",
                "/api/files/" + file + "/versions/" + version + "/label",
                "{\"label\":\"x\"}",
                issuer.person(owner));
    }

    private List<String> numbers(String file) {
        return metadata.get("/api/files/" + file + "/versions", owner)
                .json()
                .path("items")
                .findValuesAsText("version");
    }

    private Answer put(String rule) {
        return metadata.send("PUT", "/api/retention", rule, issuer.person(owner));
    }

    private Answer post(String path, String rule) {
        return metadata.post(path, rule, issuer.person(owner));
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

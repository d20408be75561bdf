package io.waybill.metadata.purges;

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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class PurgesIT {
    LocalIssuer issuer;
    PostgresServer postgres;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void startWithNothingToPurge() {
        metadata = new Metadata(issuer);
        List<JsonNode> left = claim(1000);
        confirm(left);
    }

    /** A claim that nobody confirms comes up again a minute later, in another test. */
    @AfterEach
    void leaveNothingToPurge() throws SQLException {
        claimsAreOver();
        confirm(claim(1000));
    }

    @Test
    void aDeletedFilesBytesAreHandedOutOnceAndForgottenWhenConfirmed() {
        CommitVersion one = upload(owner, "a", ConflictMode.VERSION, "one");
        CommitVersion two = upload(owner, "a", ConflictMode.VERSION, "two");
        metadata.commit(one);
        String id = metadata.committed(two);
        metadata.delete("/api/files/" + id + "?permanent=true", owner);

        List<JsonNode> claimed = claim(100);

        assertThat(claimed)
                .extracting(purge -> purge.path("storeKey").asText())
                .containsExactlyInAnyOrder(one.storeKey(), two.storeKey());
        assertThat(claim(100)).isEmpty();
        assertThat(confirm(claimed).status()).isEqualTo(204);
        assertThat(confirm(claimed).status()).isEqualTo(204);
        assertThat(claim(100)).isEmpty();
    }

    @Test
    void overwrittenVersionsAreHandedOutAndTheNewOneIsNot() {
        CommitVersion one = upload(owner, "a", ConflictMode.VERSION, "one");
        metadata.commit(one);
        metadata.commit(upload(owner, "a", ConflictMode.OVERWRITE, "two"));

        assertThat(claim(100))
                .extracting(purge -> purge.path("storeKey").asText())
                .containsExactly(one.storeKey());
    }

    @Test
    void concurrentClaimsNeverGetTheSame() {
        for (int i = 0; i < 12; i++) {
            metadata.delete(
                    "/api/files/" + metadata.committed(upload(owner, "f" + i, ConflictMode.VERSION, "x"))
                            + "?permanent=true",
                    owner);
        }

        List<CompletableFuture<List<JsonNode>>> running = IntStream.range(0, 4)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> claim(3), task -> new Thread(task).start()))
                .toList();
        List<String> ids = new ArrayList<>();
        running.forEach(claims ->
                claims.join().forEach(purge -> ids.add(purge.path("versionId").asText())));
        claim(100).forEach(purge -> ids.add(purge.path("versionId").asText()));

        assertThat(ids).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void aClaimThatIsNotConfirmedInTimeIsHandedOutAgain() throws SQLException {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "one");
        metadata.delete("/api/files/" + metadata.committed(commit) + "?permanent=true", owner);
        List<JsonNode> claimed = claim(100);
        assertThat(claim(100)).isEmpty();

        claimsAreOver();

        assertThat(claim(100)).isEqualTo(claimed);
        assertThat(claim(100)).isEmpty();
        claimsAreOver();
        confirm(claimed);
        assertThat(claim(100)).isEmpty();
    }

    @Test
    void aStoreKeyIsKnownUntilItsPurgeIsConfirmed() {
        CommitVersion commit = upload(owner, "a", ConflictMode.VERSION, "one");
        String id = metadata.committed(commit);
        String question = "[\"" + commit.storeKey() + "\", \"o/00/stray\"]";

        assertThat(known(question)).containsExactly(commit.storeKey());
        metadata.delete("/api/files/" + id + "?permanent=true", owner);
        assertThat(known(question)).containsExactly(commit.storeKey());
        confirm(claim(100));
        assertThat(known(question)).isEmpty();
        assertThat(known("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"limit\":0}", "{\"limit\":1001}", "{\"limit\":\"all\"}", "[]", "null"})
    void aClaimWithoutASensibleLimitIsMalformed(String body) {
        Answer answer = metadata.postInternal("/internal/purges/claim", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[\"x\"]", "[null]", "null", "[[]]"})
    void aConfirmationThatIsNoListOfIdsIsMalformed(String body) {
        Answer answer = metadata.postInternal("/internal/purges/confirm", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    /** A minute later, as the database sees it: only the moment is moved, the rule is the service's. */
    private void claimsAreOver() throws SQLException {
        String database = "waybill_metadata";
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), postgres.user(database), postgres.password(database));
                Statement later = connection.createStatement()) {
            later.execute("update purge set claimed_until = claimed_until - interval '60 seconds'");
        }
    }

    private List<JsonNode> claim(int limit) {
        JsonNode purges = metadata.postInternal("/internal/purges/claim", "{\"limit\":" + limit + "}")
                .json();
        return elements(purges);
    }

    private Answer confirm(List<JsonNode> purges) {
        List<String> ids = purges.stream()
                .map(purge -> "\"" + purge.path("versionId").asText() + "\"")
                .toList();
        return metadata.postInternal("/internal/purges/confirm", ids.toString());
    }

    private List<String> known(String storeKeys) {
        return elements(metadata.postInternal("/internal/store-keys/known", storeKeys)
                        .json())
                .stream()
                .map(JsonNode::asText)
                .toList();
    }

    private static List<JsonNode> elements(JsonNode array) {
        assertThat(array.isArray()).as(array.toString()).isTrue();
        return IntStream.range(0, array.size()).mapToObj(array::get).toList();
    }
}

package io.waybill.metadata.quota;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.metadata.fixture.Rows;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What owners use is counted as they would say, reserved while it comes, and never more than they may (F-29). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class QuotaIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    LocalIssuer issuer;
    PostgresServer postgres;

    @Inject
    CheckCounts checkCounts;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void filesVersionsAndTrashAreCountedAndSharedBytesOnce() {
        assertQuota(0, 0, 0, 0, 0);

        String id = metadata.committed(commit("a", 100));
        assertQuota(100, 100, 0, 0, 0);
        metadata.committed(commit("a", 30));
        assertQuota(130, 30, 100, 0, 0);
        send("POST", "/api/files/" + id + "/versions/1/restore", 201);
        assertQuota(130, 100, 130, 0, 100);
        send("POST", "/api/files/" + id + "/copy", 201, "{\"path\":\"b\"}");
        assertQuota(130, 200, 130, 0, 200);
        send("DELETE", "/api/files/" + id + "/versions/2", 204);
        assertQuota(100, 200, 100, 0, 200);
        send("DELETE", "/api/files/" + id, 204);
        assertQuota(100, 100, 0, 200, 200);
        send("POST", "/api/trash/" + id + "/restore", 200);
        assertQuota(100, 200, 100, 0, 200);
        send("DELETE", "/api/files/" + id + "/versions/3", 204);
        assertQuota(100, 200, 0, 0, 100);
        send("DELETE", "/api/files/" + id + "?permanent=true", 204);
        assertQuota(100, 100, 0, 0, 0);
        metadata.committed(commit("b", ConflictMode.OVERWRITE, 7, false));
        assertQuota(7, 7, 0, 0, 0);
    }

    @Test
    void roomIsReservedOnceAndTurnsIntoUse() {
        limit(1_000);
        CommitVersion commit = commit("a", 600);

        assertThat(reserve(commit.uploadId(), 500, 500).status()).isEqualTo(200);
        assertThat(reserve(commit.uploadId(), 600, 600).status()).isEqualTo(200);
        assertThat(quota().path("reserved").asLong()).isEqualTo(600);
        Answer refused = reserve(UUID.randomUUID(), 401, 401);
        assertThat(refused.problemCode()).isEqualTo("quota_exceeded");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().path("used").asLong()).isZero();
        assertThat(refused.json().path("reserved").asLong()).isEqualTo(600);
        assertThat(refused.json().path("limit").asLong()).isEqualTo(1_000);
        assertThat(reserve(UUID.randomUUID(), 1, 5_000).json().path("bytes").asLong())
                .isEqualTo(400);

        metadata.committed(commit);
        metadata.commit(commit);

        assertThat(quota().path("used").asLong()).isEqualTo(600);
        assertThat(quota().path("reserved").asLong()).isEqualTo(400);
    }

    @Test
    void whatAnUploadIsMadeOfGivesItsRoomToIt() {
        limit(1_000);
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        reserve(one, 500, 500);
        reserve(two, 500, 500);

        UUID whole = UUID.randomUUID();
        Answer answer = metadata.postInternal(
                "/internal/quota/reservations",
                "{\"uploadId\":\"%s\",\"owner\":\"%s\",\"bytes\":1000,\"wish\":1000,\"replaces\":[\"%s\",\"%s\"]}"
                        .formatted(whole, owner, one, two));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(reservations()).containsExactly(whole.toString());
    }

    @Test
    void roomIsGivenBackAndRestoredForThoseThatAreNoVersions() {
        CommitVersion done = commit("a", 10);
        metadata.committed(done);
        UUID ended = UUID.randomUUID();
        UUID alive = UUID.randomUUID();
        reserve(ended, 20, 20);
        limit(0);

        String body = metadata.postInternal(
                        "/internal/quota/reservations/restore",
                        "[{\"uploadId\":\"%s\",\"owner\":\"%s\",\"bytes\":5},{\"uploadId\":\"%s\",\"owner\":\"%s\",\"bytes\":6}]"
                                .formatted(alive, owner, done.uploadId(), owner))
                .body();
        assertThat(body).isEqualTo("1");
        for (int again = 0; again < 2; again++) {
            metadata.postInternal("/internal/quota/reservations/release", "[\"" + ended + "\"]");
        }

        assertThat(reservations()).containsExactly(alive.toString());
        assertThat(quota().path("reserved").asLong()).isEqualTo(5);
    }

    @Test
    void aCommitWithoutAReservationIsRefusedWhenThereIsNoRoom() {
        limit(1_000);
        metadata.committed(commit("a", ConflictMode.VERSION, 900, true));
        CommitVersion fits = commit("b", ConflictMode.VERSION, 60, true);
        CommitVersion not = commit("c", ConflictMode.VERSION, 60, true);

        JsonNode together = metadata.commitTogether(List.of(fits, not)).json();

        assertThat(together.get(0).path("path").asText()).isEqualTo("b");
        assertThat(together.get(1).isNull()).isTrue();
        Answer refused = metadata.commit(not);
        assertThat(refused.problemCode()).isEqualTo("quota_exceeded");
        assertThat(refused.json().path("used").asLong()).isEqualTo(960);
        assertThat(metadata.commit(fits).status()).isEqualTo(200);
        assertThat(metadata.commit(commit("empty", ConflictMode.VERSION, 0, true))
                        .status())
                .isEqualTo(201);
        assertThat(metadata.commit(commit("a", ConflictMode.OVERWRITE, 940, true))
                        .status())
                .isEqualTo(201);
        assertThat(quota().path("used").asLong()).isEqualTo(1_000);
    }

    @Test
    void manyAtOnceNeverExceedTheLimit() throws Exception {
        limit(1_000);
        ExecutorService many = Executors.newFixedThreadPool(8);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            CommitVersion commit = commit("many/" + i, ConflictMode.VERSION, 150, true);
            answers.add(many.submit(() -> metadata.commit(commit)));
            answers.add(many.submit(() -> reserve(UUID.randomUUID(), 150, 150)));
        }

        int taken = 0;
        for (Future<Answer> answer : answers) {
            taken += answer.get().status() < 300 ? 1 : 0;
        }
        many.shutdown();

        assertThat(taken).isEqualTo(6);
        JsonNode quota = quota();
        assertThat(quota.path("used").asLong() + quota.path("reserved").asLong())
                .isEqualTo(900);
    }

    @Test
    void changesAreAddedUpWithoutChangingTheSum() {
        for (int i = 0; i < 5; i++) {
            metadata.committed(commit("f" + i, 10));
        }

        org.awaitility.Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        Rows.column(postgres, "select count(*) from quota_change where owner = '" + owner + "'"))
                .containsExactly("0"));

        assertThat(quota().path("used").asLong()).isEqualTo(50);
        assertThat(Rows.column(postgres, "select stored from quota_usage where owner = '" + owner + "'"))
                .containsExactly("50");
    }

    @Test
    void aCountThatDriftsIsToldAndMendedByAnAdminOnly() {
        metadata.committed(commit("a", 10));
        Rows.execute(postgres, "insert into quota_change values ('" + owner + "', 5, 0, 0, 0, 0)");

        assertThat(checkCounts.check(owner).await().atMost(PATIENCE)).isEqualTo(5);

        assertThat(quota().path("used").asLong()).isEqualTo(15);
        String recount = "/api/users/" + owner + "/quota/recount";
        assertThat(metadata.post(recount, "", issuer.person(owner)).problemCode())
                .isEqualTo("forbidden");
        assertThat(metadata.post(recount, "", issuer.person("root", "admin"))
                        .json()
                        .path("used")
                        .asLong())
                .isEqualTo(10);
        assertThat(checkCounts.check(owner).await().atMost(PATIENCE)).isZero();
        assertThat(metadata.get("/api/audit?action=quota.recounted", owner)
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(metadata.get("/q/metrics", owner).body()).contains("waybill_quota_drift_bytes");
    }

    @Test
    void recountsAtOnceMendTheSameDifferenceOnce() {
        metadata.committed(commit("counted", 10));
        Rows.execute(postgres, "insert into quota_change values ('" + owner + "', 5, 0, 0, 0, 0)");

        Uni.join()
                .all(Stream.generate(() -> checkCounts.correct(owner)).limit(8).toList())
                .andFailFast()
                .await()
                .atMost(PATIENCE);

        assertThat(checkCounts.check(owner).await().atMost(PATIENCE)).isZero();
        assertThat(quota().path("used").asLong()).isEqualTo(10);
    }

    @Test
    void onlyAnAdminSetsLimitsAndNobodyElseSeesThem() {
        String address = "/api/users/" + owner + "/quota";
        String stranger = newOwner();

        Answer set = metadata.send("PUT", address, "{\"limit\":5}", issuer.person("root", "admin"));
        assertThat(set.json().path("limit").asLong()).isEqualTo(5);
        assertThat(set.json().path("ownLimit").asBoolean()).isTrue();
        assertThat(metadata.get(address, owner).json().path("limit").asLong()).isEqualTo(5);
        assertThat(metadata.get(address, stranger).problemCode()).isEqualTo("not_found");
        assertThat(metadata.send("PUT", address, "{\"limit\":9}", issuer.person(owner))
                        .problemCode())
                .isEqualTo("forbidden");
        assertThat(metadata.send("PUT", address, "{\"limit\":9}", issuer.person(stranger))
                        .problemCode())
                .isEqualTo("not_found");
        for (String bad : List.of("{}", "{\"limit\":-1}", "{\"limit\":\"x\"}", "[]")) {
            assertThat(metadata.send("PUT", address, bad, issuer.person("root", "admin"))
                            .problemCode())
                    .as(bad)
                    .isEqualTo("malformed_request");
        }
        assertThat(metadata.delete(address, "root", "admin")
                        .json()
                        .path("ownLimit")
                        .asBoolean())
                .isFalse();
    }

    private void assertQuota(long used, long files, long versions, long trash, long shared) {
        JsonNode quota = quota();
        JsonNode parts = quota.path("parts");
        assertThat(List.of(
                        quota.path("used").asLong(),
                        parts.path("files").asLong(),
                        parts.path("versions").asLong(),
                        parts.path("trash").asLong(),
                        parts.path("shared").asLong()))
                .as(quota.toString())
                .containsExactly(used, files, versions, trash, shared);
        assertThat(checkCounts.check(owner).await().atMost(PATIENCE)).isZero();
    }

    private JsonNode quota() {
        return metadata.get("/api/quota", owner).json();
    }

    private void limit(long bytes) {
        assertThat(metadata.send(
                                "PUT",
                                "/api/users/" + owner + "/quota",
                                "{\"limit\":" + bytes + "}",
                                issuer.person("root", "admin"))
                        .status())
                .isEqualTo(200);
    }

    private Answer reserve(UUID upload, long bytes, long wish) {
        return metadata.postInternal(
                "/internal/quota/reservations",
                "{\"uploadId\":\"%s\",\"owner\":\"%s\",\"bytes\":%d,\"wish\":%d}"
                        .formatted(upload, owner, bytes, wish));
    }

    private List<String> reservations() {
        return StreamSupport.stream(
                        metadata.getInternal("/internal/quota/reservations?limit=1000")
                                .json()
                                .spliterator(),
                        false)
                .filter(room -> room.path("owner").asText().equals(owner))
                .map(room -> room.path("uploadId").asText())
                .toList();
    }

    private void send(String method, String path, int status) {
        send(method, path, status, method.equals("POST") ? "" : null);
    }

    private void send(String method, String path, int status, String body) {
        assertThat(metadata.send(method, path, body, issuer.person(owner)).status())
                .as(path)
                .isEqualTo(status);
    }

    private CommitVersion commit(String path, long size) {
        return commit(path, ConflictMode.VERSION, size, false);
    }

    private CommitVersion commit(String path, ConflictMode conflict, long size, boolean unreserved) {
        UUID id = UUID.randomUUID();
        return new CommitVersion(
                id,
                owner,
                FilePath.of(path),
                conflict,
                null,
                null,
                size,
                Metadata.digest(path),
                "o/00/" + id,
                1,
                "text/plain",
                "test",
                Instant.now(),
                unreserved,
                null,
                null,
                null);
    }
}

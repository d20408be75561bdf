package io.waybill.metadata.commit;

import static io.waybill.metadata.fixture.Metadata.digest;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class CommitUploadIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void aRepeatedCommitGetsTheSameBytesAndMakesNothing() {
        CommitVersion commit = upload(owner, "a/b.txt", ConflictMode.VERSION, "one");

        Answer first = metadata.commit(commit);
        Answer repeat = metadata.commit(commit);

        assertThat(first.status()).isEqualTo(201);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(first.json().path("version").asInt()).isEqualTo(1);
        assertThat(versionsOf(first)).hasSize(1);
    }

    @Test
    void aRepeatedCommitGetsItsFirstAnswerAlsoWhenTheFileIsGone() {
        CommitVersion commit = upload(owner, "gone.txt", ConflictMode.VERSION, "one");
        Answer first = metadata.commit(commit);
        metadata.delete("/api/files/" + first.json().path("fileId").asText(), owner);

        Answer repeat = metadata.commit(commit);

        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(metadata.get("/api/files", owner).json().path("items")).isEmpty();
    }

    @Test
    void identicalCommitsAtTheSameMomentMakeOneVersion() {
        CommitVersion commit = upload(owner, "race.txt", ConflictMode.VERSION, "one");

        List<Answer> answers = atOnce(8, n -> commit);

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
    }

    @Test
    void twoUploadsForOnePathAtTheSameMomentBecomeTwoVersions() {
        List<Answer> answers = atOnce(8, n -> upload(owner, "shared.txt", ConflictMode.VERSION, "text " + n));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(answer -> answer.json().path("version").asInt())
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(answers)
                .extracting(answer -> answer.json().path("fileId").asText())
                .containsOnly(answers.get(0).json().path("fileId").asText());
    }

    @Test
    void renamedUploadsAtTheSameMomentGetNamesOfTheirOwn() {
        List<Answer> answers =
                atOnce(6, n -> upload(owner, n % 2 == 0 ? "r.txt" : "r_v2.txt", ConflictMode.RENAME, "text " + n));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(answer -> answer.json().path("path").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void anUploadIdCannotCommitOtherBytesOrAnotherPath() {
        CommitVersion commit = upload(owner, "one.txt", ConflictMode.VERSION, "one");
        metadata.commit(commit);

        assertThat(metadata.commit(with(commit, "one.txt", "o/11/other")).problemCode())
                .isEqualTo("idempotency_conflict");
        assertThat(metadata.commit(with(commit, "two.txt", "o/11/another")).problemCode())
                .isEqualTo("idempotency_conflict");
    }

    @Test
    void modeVersionAddsOneAndKeepsTheEarlierOnes() {
        metadata.commit(upload(owner, "v.txt", ConflictMode.VERSION, "one"));

        Answer second = metadata.commit(upload(owner, "v.txt", ConflictMode.VERSION, "two"));

        assertThat(second.json().path("version").asInt()).isEqualTo(2);
        assertThat(versionsOf(second))
                .extracting(v -> v.path("version").asInt())
                .containsExactly(2, 1);
        assertThat(metadata.get("/api/files", owner)
                        .json()
                        .path("items")
                        .get(0)
                        .path("sha256")
                        .asText())
                .isEqualTo(digest("two").hex());
    }

    @Test
    void modeOverwriteDropsTheEarlierOnes() {
        metadata.commit(upload(owner, "o.txt", ConflictMode.VERSION, "one"));
        metadata.commit(upload(owner, "o.txt", ConflictMode.VERSION, "two"));

        Answer third = metadata.commit(upload(owner, "o.txt", ConflictMode.OVERWRITE, "three"));

        assertThat(versionsOf(third)).extracting(v -> v.path("version").asInt()).containsExactly(3);
        assertThat(metadata.getInternal("/internal/content?owner=" + owner + "&path=o.txt&version=1")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void modeRenameTakesTheFirstFreeName() {
        for (String path : List.of("d/n.tar.gz", "d/n.tar_v2.gz", "d/n.tar_v4.gz")) {
            metadata.commit(upload(owner, path, ConflictMode.VERSION, "one"));
        }

        Answer renamed = metadata.commit(upload(owner, "d/n.tar.gz", ConflictMode.RENAME, "two"));

        assertThat(renamed.json().path("path").asText()).isEqualTo("d/n.tar_v3.gz");
        assertThat(renamed.json().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void modeRejectRefusesWhatIsTakenAndNothingElse() {
        assertThat(metadata.commit(upload(owner, "x.txt", ConflictMode.REJECT, "one"))
                        .status())
                .isEqualTo(201);

        Answer refused = metadata.commit(upload(owner, "x.txt", ConflictMode.REJECT, "two"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problemCode()).isEqualTo("path_conflict");
        assertThat(metadata.commit(upload(newOwner(), "x.txt", ConflictMode.REJECT, "two"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void ifMatchHoldsTheWriterToWhatTheyRead() {
        metadata.commit(upload(owner, "p.txt", ConflictMode.VERSION, "one"));
        String current = '"' + digest("one").hex() + '"';

        assertThat(commitIf(current, null).status()).isEqualTo(201);
        Answer stale = commitIf(current, null);

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.problemCode()).isEqualTo("precondition_failed");
        assertThat(stale.json().path("actual").asText())
                .isEqualTo('"' + digest("two").hex() + '"');
    }

    @Test
    void ifNoneMatchStarCreatesAndNeverReplaces() {
        assertThat(commitIf(null, "*").status()).isEqualTo(201);
        assertThat(commitIf(null, "*").status()).isEqualTo(412);
        assertThat(commitIf("nonsense", null).problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void ofManyCreatorsAtTheSameMomentOneWins() {
        List<Answer> answers =
                atOnce(6, n -> upload(owner, "create.txt", ConflictMode.VERSION, "text " + n, null, "*"));

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).containsOnly(201, 412);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "{",
                "{}",
                "{\"uploadId\":\"not-a-uuid\"}",
                "{\"uploadId\":\"0190b5a0-0000-7000-8000-000000000001\",\"owner\":\"a\\u0000b\"}",
                "\u0000"
            })
    void aBodyThatIsNoCommitIsMalformed(String body) {
        Answer answer = metadata.postInternal("/internal/versions", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void aPathThatCouldHarmIsRefusedWithItsOwnCode() {
        Answer answer = metadata.postInternal("/internal/versions", """
                {"uploadId": "0190b5a0-0000-7000-8000-000000000001", "owner": "a", "path": "../etc/passwd"}""");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("invalid_path");
    }

    private Answer commitIf(String ifMatch, String ifNoneMatch) {
        return metadata.commit(upload(owner, "p.txt", ConflictMode.VERSION, "two", ifMatch, ifNoneMatch));
    }

    private List<JsonNode> versionsOf(Answer commit) {
        Answer answer =
                metadata.get("/api/files/" + commit.json().path("fileId").asText() + "/versions", owner);
        return IntStream.range(0, answer.json().path("items").size())
                .mapToObj(answer.json().path("items")::get)
                .toList();
    }

    private List<Answer> atOnce(int count, Function<Integer, CommitVersion> commits) {
        List<CompletableFuture<Answer>> running = IntStream.range(0, count)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> metadata.commit(commits.apply(n)), task -> new Thread(task).start()))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    static CommitVersion with(CommitVersion commit, String path, String storeKey) {
        return new CommitVersion(
                commit.uploadId(),
                commit.owner(),
                io.waybill.contracts.path.FilePath.of(path),
                commit.conflict(),
                null,
                null,
                commit.size(),
                commit.sha256(),
                storeKey,
                1,
                null,
                null,
                commit.startedAt());
    }
}

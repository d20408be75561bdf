package io.waybill.metadata.commit;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class CommitTogetherIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void newFilesAreRecordedAllAtOnceAndAnsweredInTheirOrder() {
        List<CommitVersion> commits = IntStream.range(0, 120)
                .mapToObj(n ->
                        upload(n % 2 == 0 ? owner : owner + "-too", "many/" + n, ConflictMode.VERSION, "text " + n))
                .toList();

        List<JsonNode> versions = together(commits);

        assertThat(versions)
                .extracting(v -> v.path("path").asText())
                .containsExactlyElementsOf(
                        commits.stream().map(commit -> commit.path().value()).toList());
        assertThat(versions).extracting(v -> v.path("version").asInt()).containsOnly(1);
        assertThat(metadata.get("/api/files?limit=100", owner).json().path("items"))
                .hasSize(60);
        assertThat(metadata.commit(commits.get(7)).status()).isEqualTo(200);
        assertThat(metadata.commit(commits.get(7)).json()).isEqualTo(versions.get(7));
    }

    @Test
    void oneMoreVersionOfAFileIsRecordedToo() {
        metadata.commit(upload(owner, "v.txt", ConflictMode.VERSION, "one"));

        List<JsonNode> versions = together(List.of(
                upload(owner, "v.txt", ConflictMode.VERSION, "two"),
                upload(owner, "w.txt", ConflictMode.REJECT, "new")));

        assertThat(versions).extracting(v -> v.path("version").asInt()).containsExactly(2, 1);
    }

    @Test
    void whatNeedsASecondLookIsLeftAndKeepsNobody() {
        CommitVersion repeat = upload(owner, "taken.txt", ConflictMode.VERSION, "one");
        metadata.commit(repeat);
        CommitVersion good = upload(owner, "good.txt", ConflictMode.VERSION, "fine");

        List<JsonNode> versions = together(List.of(
                repeat,
                upload(owner, "taken.txt", ConflictMode.REJECT, "two"),
                upload(owner, "if.txt", ConflictMode.VERSION, "two", null, "*"),
                good,
                upload(owner, "good.txt", ConflictMode.VERSION, "the second of this path")));

        assertThat(versions).extracting(JsonNode::isNull).containsExactly(true, true, true, false, true);
        assertThat(versions.get(3).path("path").asText()).isEqualTo("good.txt");
        assertThat(metadata.commit(good).json()).isEqualTo(versions.get(3));
    }

    @Test
    void oneThatTheDatabaseRefusesLeavesAllOfThemForLater() {
        CommitVersion earlier = upload(owner, "earlier.txt", ConflictMode.VERSION, "one");
        metadata.commit(earlier);
        CommitVersion good = upload(owner, "fine.txt", ConflictMode.VERSION, "fine");
        CommitVersion sameBytes = CommitUploadIT.with(
                upload(owner, "thief.txt", ConflictMode.VERSION, "x"), "thief.txt", earlier.storeKey());

        List<JsonNode> versions = together(List.of(good, sameBytes));

        assertThat(versions).extracting(JsonNode::isNull).containsOnly(true);
        assertThat(metadata.get("/api/files", owner).json().path("items")).hasSize(1);
        assertThat(metadata.commit(good).status()).isEqualTo(201);
        assertThat(metadata.commit(sameBytes).problemCode()).isEqualTo("idempotency_conflict");
    }

    @Test
    void groupsAtTheSameMomentForTheSamePathsMakeEveryVersionOnce() {
        List<CompletableFuture<Integer>> running = IntStream.range(0, 6)
                .mapToObj(group -> CompletableFuture.supplyAsync(
                        () -> recordAll(IntStream.range(0, 20)
                                .mapToObj(n -> upload(
                                        owner, "shared/" + (group % 2 == 0 ? n : 19 - n), ConflictMode.VERSION, "text"))
                                .toList()),
                        task -> new Thread(task).start()))
                .toList();

        assertThat(running.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(6 * 20);
        List<Integer> heads = new ArrayList<>();
        metadata.get("/api/files?limit=100", owner)
                .json()
                .path("items")
                .forEach(file -> heads.add(file.path("version").asInt()));
        assertThat(heads).hasSize(20).containsOnly(6);
    }

    @Test
    void aGroupThatIsNoneIsMalformed() {
        assertThat(metadata.postInternal("/internal/versions/together", "{}").problemCode())
                .isEqualTo("malformed_request");
        assertThat(metadata.postInternal("/internal/versions/together", "[null]")
                        .body())
                .isEqualTo("[null]");
        assertThat(metadata.postInternal("/internal/versions/together", "[{}]").body())
                .isEqualTo("[null]");
    }

    /** Together, then one by one what was left. */
    private int recordAll(List<CommitVersion> commits) {
        List<JsonNode> versions = together(commits);
        int made = 0;
        for (int i = 0; i < commits.size(); i++) {
            made += !versions.get(i).isNull() || metadata.commit(commits.get(i)).status() == 201 ? 1 : 0;
        }
        return made;
    }

    private List<JsonNode> together(List<CommitVersion> commits) {
        Answer answer = metadata.commitTogether(commits);
        assertThat(answer.status()).isEqualTo(200);
        List<JsonNode> versions = new ArrayList<>();
        answer.json().forEach(versions::add);
        assertThat(versions).hasSameSizeAs(commits);
        return versions;
    }
}

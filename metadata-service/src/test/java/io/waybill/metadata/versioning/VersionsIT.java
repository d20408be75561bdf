package io.waybill.metadata.versioning;

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
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions are labelled, restored and deleted one by one (F-21). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class VersionsIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private final CommitVersion one = upload(owner, "a", ConflictMode.VERSION, "one");
    private final CommitVersion two = upload(owner, "a", ConflictMode.VERSION, "second");
    private Metadata metadata;
    private String file;

    @BeforeEach
    void storeTwoVersions() {
        metadata = new Metadata(issuer);
        purged();
        metadata.committed(one);
        file = "/api/files/" + metadata.committed(two);
    }

    @Test
    void aRestoredVersionIsANewOneWithTheSameBytes() {
        Answer restored = post("/versions/1/restore");

        assertThat(restored.status()).isEqualTo(201);
        assertThat(restored.json().path("version").asInt()).isEqualTo(3);
        assertThat(restored.json().path("sha256").asText())
                .isEqualTo(one.sha256().hex());
        assertThat(get("").path("version").asInt()).isEqualTo(3);
        assertThat(get("").path("size").asLong()).isEqualTo(3);
        assertThat(storeKey("3")).isEqualTo(storeKey("1"));
        assertThat(numbers()).containsExactly("3", "2", "1");
    }

    @Test
    void bytesGoWhenTheLastVersionThatShowsThemGoes() {
        post("/versions/1/restore");

        assertThat(delete("/versions/1").status()).isEqualTo(204);
        assertThat(purged()).isEmpty();
        assertThat(known(one)).isTrue();
        assertThat(delete("/versions/3").status()).isEqualTo(204);
        assertThat(purged()).containsExactly(one.storeKey());
        assertThat(known(one)).isFalse();
        assertThat(known(two)).isTrue();
    }

    @Test
    void anErasedFileLetsSharedBytesGoOnce() {
        post("/versions/1/restore");
        post("/versions/3/restore");

        metadata.delete(file + "?permanent=true", owner);

        assertThat(purged()).containsExactlyInAnyOrder(one.storeKey(), two.storeKey());
    }

    @Test
    void whenTheHeadIsDeletedTheNewestOfTheOthersIsTheHeadAndNoNumberComesTwice() {
        assertThat(delete("/versions/2").status()).isEqualTo(204);

        assertThat(get("").path("version").asInt()).isEqualTo(1);
        assertThat(get("").path("size").asLong()).isEqualTo(3);
        assertThat(delete("/versions/2").problemCode()).isEqualTo("not_found");
        metadata.committed(upload(owner, "a", ConflictMode.VERSION, "three"));
        assertThat(numbers()).containsExactly("3", "1");
    }

    @Test
    void theOnlyVersionIsNotDeleted() {
        delete("/versions/1");

        assertThat(delete("/versions/2").problemCode()).isEqualTo("only_version");
        assertThat(get("").path("version").asInt()).isEqualTo(2);
    }

    @Test
    void aLabelNamesOneVersion() {
        assertThat(label("1", "as signed").json().path("label").asText()).isEqualTo("as signed");
        assertThat(label("1", "as signed").status()).isEqualTo(200);

        Answer taken = label("2", "as signed");
        assertThat(taken.problemCode()).isEqualTo("label_taken");
        assertThat(taken.json().path("version").asInt()).isEqualTo(1);
        assertThat(get("/versions").path("items").get(1).path("label").asText()).isEqualTo("as signed");
        assertThat(delete("/versions/1/label").status()).isEqualTo(204);
        assertThat(delete("/versions/1/label").status()).isEqualTo(204);
        assertThat(label("2", "as signed").status()).isEqualTo(200);
    }

    @Test
    void aLabelIsFreeWhenItsVersionIsDeleted() {
        label("1", "x");
        delete("/versions/1");

        assertThat(label("2", "x").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"label\":\"\"}",
                "{\"label\":\" \"}",
                "{\"label\":\"a\\u0000\"}",
                "{\"label\":null}",
                "[]",
                ""
            })
    void whatIsNoLabelIsMalformed(String body) {
        assertThat(metadata.send("PUT", file + "/versions/1/label", body, issuer.person(owner))
                        .problemCode())
                .isEqualTo("malformed_request");
    }

    @Test
    void anothersVersionsAreNotThereAndAnAdminChangesNone() {
        for (String who : List.of("stranger", "admin")) {
            String[] roles = who.equals("admin") ? new String[] {"admin"} : new String[0];
            String person = issuer.person(newOwner(), roles);
            String code = who.equals("admin") ? "forbidden" : "not_found";
            assertThat(metadata.post(file + "/versions/1/restore", "", person).problemCode())
                    .isEqualTo(code);
            assertThat(metadata.send("DELETE", file + "/versions/1", null, person)
                            .problemCode())
                    .isEqualTo(code);
            assertThat(metadata.send("PUT", file + "/versions/1/label", "{\"label\":\"x\"}", person)
                            .problemCode())
                    .isEqualTo(code);
            assertThat(metadata.send("DELETE", file + "/versions/1/label", null, person)
                            .problemCode())
                    .isEqualTo(code);
        }
        assertThat(numbers()).containsExactly("2", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "-1", "99999999999", "x"})
    void whatIsNoVersionIsNotFound(String number) {
        assertThat(post("/versions/" + number + "/restore").status()).isEqualTo(404);
        assertThat(delete("/versions/" + number).status()).isEqualTo(404);
    }

    private JsonNode get(String path) {
        return metadata.get(file + path, owner).json();
    }

    private Answer post(String path) {
        return metadata.post(file + path, "", issuer.person(owner));
    }

    private Answer delete(String path) {
        return metadata.delete(file + path, owner);
    }

    private Answer label(String number, String label) {
        return metadata.send(
                "PUT", file + "/versions/" + number + "/label", "{\"label\":\"" + label + "\"}", issuer.person(owner));
    }

    private List<String> numbers() {
        return get("/versions").path("items").findValuesAsText("version");
    }

    private String storeKey(String version) {
        String id = file.substring(file.lastIndexOf('/') + 1);
        return metadata.getInternal("/internal/content?fileId=" + UUID.fromString(id) + "&version=" + version)
                .json()
                .path("storeKey")
                .asText();
    }

    private boolean known(CommitVersion commit) {
        return metadata.postInternal("/internal/store-keys/known", "[\"" + commit.storeKey() + "\"]")
                        .json()
                        .size()
                == 1;
    }

    /** What the transfer service is told to delete; it confirms at once. */
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
}

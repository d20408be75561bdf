package io.waybill.metadata.facts;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners say things about their files, and overwrite nothing that they have not seen (F-23). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class FactsIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;
    private String file;

    @BeforeEach
    void storeAFile() {
        metadata = new Metadata(issuer);
        file = "/api/files/" + metadata.committed(upload(owner, "a.txt", ConflictMode.VERSION, "x"));
    }

    @Test
    void tagsAreReplacedAndAttributesMerged() {
        patch("{\"tags\":[\"b\",\"a\",\"b\"],\"attributes\":{\"year\":\"2026\",\"x\":\"1\"}}");

        JsonNode facts = patch("{\"attributes\":{\"x\":null,\"y\":\"2\"}}").json();

        assertThat(facts.path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(facts.path("attributes").path("year").asText()).isEqualTo("2026");
        assertThat(facts.path("attributes").path("y").asText()).isEqualTo("2");
        assertThat(facts.path("attributes")).hasSize(2);
        JsonNode without = patch("{\"tags\":null,\"attributes\":null}").json();
        assertThat(without.path("tags")).isEmpty();
        assertThat(without.path("attributes")).isEmpty();
    }

    @Test
    void aFileIsFoundByItsTag() {
        String other = metadata.committed(upload(owner, "b.txt", ConflictMode.VERSION, "x"));
        patch("{\"tags\":[\"tax\",\"2026\"]}");

        assertThat(metadata.get("/api/files?tag=tax", owner)
                        .json()
                        .path("items")
                        .findValuesAsText("path"))
                .containsExactly("a.txt");
        assertThat(metadata.get("/api/files?tag=ta", owner).json().path("items"))
                .isEmpty();
        assertThat(metadata.get("/api/files?tag=tax", newOwner()).json().path("items"))
                .isEmpty();
        assertThat(metadata.get("/api/files/" + other, owner)
                        .json()
                        .path("tags")
                        .isArray())
                .isTrue();
    }

    @Test
    void theEntityTagChangesWithEveryFactAndGuardsThem() {
        String first = etag();
        assertThat(read(first).status()).isEqualTo(304);
        assertThat(read("\"other\"").status()).isEqualTo(200);

        metadata.committed(upload(owner, "a.txt", ConflictMode.VERSION, "second"));
        String second = etag();
        assertThat(second).isNotEqualTo(first);

        Answer late = patch("{\"tags\":[\"late\"]}", first);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.problemCode()).isEqualTo("precondition_failed");
        assertThat(late.json().path("actual").asText()).isEqualTo(second);
        Answer changed = patch("{\"tags\":[\"now\"]}", second);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).contains(etag());
        assertThat(etag()).isNotEqualTo(second);
        assertThat(patch("{\"tags\":[]}", "*").status()).isEqualTo(200);
    }

    @Test
    void aPatchThatChangesNothingChangesNoEntityTag() {
        patch("{\"tags\":[\"a\"]}");
        String before = etag();

        assertThat(patch("{\"tags\":[\"a\"],\"path\":\"a.txt\",\"attributes\":{}}")
                        .status())
                .isEqualTo(200);

        assertThat(etag()).isEqualTo(before);
    }

    @Test
    void aPathMovesTheFileOrNothingHappensAtAll() {
        metadata.committed(upload(owner, "taken.txt", ConflictMode.VERSION, "x"));

        assertThat(patch("{\"path\":\"taken.txt\",\"tags\":[\"never\"]}").problemCode())
                .isEqualTo("path_conflict");
        assertThat(metadata.get(file, owner).json().path("tags")).isEmpty();
        assertThat(patch("{\"path\":\"b/a.txt\",\"tags\":[\"moved\"]}")
                        .json()
                        .path("path")
                        .asText())
                .isEqualTo("b/a.txt");
    }

    @Test
    void anothersFactsAreNotThere() {
        String stranger = issuer.person(newOwner());
        String admin = issuer.person(newOwner(), "admin");

        assertThat(metadata.send("PATCH", file, "{\"tags\":[]}", stranger).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.send("PATCH", file, "{\"tags\":[]}", admin).problemCode())
                .isEqualTo("forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"owner\":\"me\"}",
                "{\"tags\":\"a\"}",
                "{\"tags\":[1]}",
                "{\"tags\":[\"\"]}",
                "{\"tags\":[\"\\u0000\"]}",
                "{\"tags\":[\"\\ud800\"]}",
                "{\"tags\":[null]}",
                "{\"attributes\":[]}",
                "{\"attributes\":{\"a\":1}}",
                "{\"attributes\":{\"a\":{\"b\":\"c\"}}}",
                "{\"attributes\":{\"\":\"c\"}}",
                "{\"path\":null}"
            })
    void whatIsNoPatchIsMalformed(String body) {
        assertThat(patch(body).problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void tooMuchIsRefused() {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            tags.append(i == 0 ? "" : ",").append("\"t").append(i).append('"');
        }

        assertThat(patch("{\"tags\":[" + tags + "]}").problemCode()).isEqualTo("malformed_request");
        assertThat(patch("{\"tags\":[\"" + "x".repeat(101) + "\"]}").problemCode())
                .isEqualTo("malformed_request");
        assertThat(patch("{\"path\":\"../x\"}").problemCode()).isEqualTo("invalid_path");
    }

    private String etag() {
        return metadata.get(file, owner).header("ETag").orElseThrow();
    }

    private Answer read(String known) {
        return Metadata.send(request().header("If-None-Match", known).GET().build());
    }

    private Answer patch(String body, String... ifMatch) {
        HttpRequest.Builder request = request()
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body));
        if (ifMatch.length > 0) {
            request.header("If-Match", ifMatch[0]);
        }
        return Metadata.send(request.build());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create(Metadata.base() + file)).header("Authorization", issuer.person(owner));
    }
}

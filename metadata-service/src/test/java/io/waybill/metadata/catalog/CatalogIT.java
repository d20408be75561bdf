package io.waybill.metadata.catalog;

import static io.waybill.metadata.fixture.Metadata.encoded;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class CatalogIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void aFileIsShownWithItsHead() {
        String id = put("reports/2026/Übersicht.pdf");

        JsonNode facts = metadata.get("/api/files/" + id, owner).json();

        assertThat(facts.path("id").asText()).isEqualTo(id);
        assertThat(facts.path("owner").asText()).isEqualTo(owner);
        assertThat(facts.path("path").asText()).isEqualTo("reports/2026/Übersicht.pdf");
        assertThat(facts.path("name").asText()).isEqualTo("Übersicht.pdf");
        assertThat(facts.path("version").asInt()).isEqualTo(1);
        assertThat(facts.path("contentType").asText()).isEqualTo("text/plain");
        assertThat(facts.path("createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    @Test
    void anothersFileIsNotThere() {
        String id = put("private.txt");
        String stranger = newOwner();

        for (String path : List.of("/api/files/" + id, "/api/files/" + id + "/versions", "/api/files?owner=" + owner)) {
            Answer answer = metadata.get(path, stranger);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.problemCode()).isEqualTo("not_found");
        }
        assertThat(metadata.delete("/api/files/" + id, stranger).problemCode()).isEqualTo("not_found");
        assertThat(metadata.get("/api/files", stranger).json().path("items")).isEmpty();
        assertThat(metadata.get("/api/files/" + id, owner).status()).isEqualTo(200);
    }

    @Test
    void anAdminReadsEverythingAndDeletesNothingOfOthers() {
        String id = put("private.txt");
        String admin = newOwner();

        assertThat(metadata.get("/api/files/" + id, admin, "admin").status()).isEqualTo(200);
        assertThat(paths(metadata.get("/api/files?owner=" + owner, admin, "admin")))
                .containsExactly("private.txt");
        assertThat(metadata.get("/api/files", admin, "admin").json().path("items"))
                .isEmpty();
        assertThat(metadata.delete("/api/files/" + id, admin, "admin").problemCode())
                .isEqualTo("forbidden");
    }

    @Test
    void pagesStayWholeWhileFilesComeAndGo() {
        for (int i = 10; i < 30; i++) {
            put("k/" + i);
        }
        String early = put("k/11x");

        Answer first = metadata.get("/api/files?limit=8", owner);
        put("k/105");
        put("k/185");
        metadata.delete("/api/files/" + early, owner);
        List<String> all = new ArrayList<>(paths(first));
        Answer page = first;
        while (page.json().has("next")) {
            page = metadata.get(
                    "/api/files?limit=8&cursor=" + page.json().path("next").asText(), owner);
            all.addAll(paths(page));
        }

        assertThat(all).isSorted().doesNotHaveDuplicates().contains("k/185").doesNotContain("k/105");
        for (int i = 10; i < 30; i++) {
            assertThat(all).contains("k/" + i);
        }
    }

    @Test
    void aListThatEndsExactlyAtThePageHasNoNext() {
        put("a");
        put("b");

        assertThat(metadata.get("/api/files?limit=2", owner).json().has("next")).isFalse();
        assertThat(metadata.get("/api/files?limit=1", owner).json().has("next")).isTrue();
    }

    @Test
    void theOrderIsThatOfTheBytes() {
        for (String path : List.of("b", "B", "a/b", "a-b", "ä", "😀", "\uFF5E")) {
            put(path);
        }

        assertThat(paths(metadata.get("/api/files", owner)))
                .containsExactly("B", "a-b", "a/b", "b", "ä", "\uFF5E", "😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "100%_", "\\", "a%", "*", "'; drop table file; --"})
    void noCharacterOfAPrefixIsAWildcard(String prefix) {
        put("100 percent");
        put("ab");

        assertThat(paths(metadata.get("/api/files?prefix=" + encoded(prefix), owner)))
                .isEmpty();
    }

    @Test
    void aPrefixFindsWhatBeginsWithItAndNothingElse() {
        for (String path : List.of("a", "a/1", "a/2", "a0", "b", "100%_a", "100%_b", "100xx")) {
            put(path);
        }

        assertThat(paths(metadata.get("/api/files?prefix=a/", owner))).containsExactly("a/1", "a/2");
        assertThat(paths(metadata.get("/api/files?prefix=" + encoded("100%_"), owner)))
                .containsExactly("100%_a", "100%_b");
        assertThat(paths(metadata.get("/api/files?prefix=/a&limit=2", owner))).containsExactly("a", "a/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1001", "99999999999", "ten", "1.5", " 5"})
    void aLimitThatIsNoneIsMalformed(String limit) {
        Answer answer = metadata.get("/api/files?limit=" + encoded(limit), owner);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "gA", "AA", "Li4vYQ", "null", "' or 1=1 --", "YQBi"})
    void aCursorThatWasNeverGivenOutIsRefused(String cursor) {
        Answer answer = metadata.get("/api/files?cursor=" + encoded(cursor), owner);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("invalid_cursor");
    }

    @Test
    void aCursorOfAnotherPrefixIsRefused() {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString("z/1".getBytes(StandardCharsets.UTF_8));

        assertThat(metadata.get("/api/files?prefix=a/&cursor=" + cursor, owner).problemCode())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void aPrefixWithAControlCharacterIsMalformed() {
        assertThat(metadata.get("/api/files?prefix=a%00b", owner).problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void versionsComeNewestFirstInPages() {
        String id = put("v.txt");
        put("v.txt");
        put("v.txt");

        Answer first = metadata.get("/api/files/" + id + "/versions?limit=2", owner);
        Answer second = metadata.get(
                "/api/files/" + id + "/versions?limit=2&cursor="
                        + first.json().path("next").asText(),
                owner);

        assertThat(first.json().path("items").findValuesAsText("version")).containsExactly("3", "2");
        assertThat(second.json().path("items").findValuesAsText("version")).containsExactly("1");
        assertThat(second.json().has("next")).isFalse();
    }

    @Test
    void aDeletedFileIsGoneAndItsPathIsFree() {
        String id = put("d.txt");

        Answer deleted = metadata.delete("/api/files/" + id, owner);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(metadata.get("/api/files/" + id, owner).status()).isEqualTo(404);
        assertThat(metadata.delete("/api/files/" + id, owner).status()).isEqualTo(404);
        assertThat(metadata.getInternal("/internal/content?owner=" + owner + "&path=d.txt")
                        .status())
                .isEqualTo(404);
        assertThat(put("d.txt")).isNotEqualTo(id);
    }

    @Test
    void contentIsFoundByPathAndByIdAndByVersion() {
        String id = put("c.txt");
        put("c.txt");

        JsonNode head = metadata.getInternal("/internal/content?owner=" + owner + "&path=c.txt")
                .json();
        JsonNode first = metadata.getInternal("/internal/content?fileId=" + id + "&version=1")
                .json();

        assertThat(head.path("version").path("version").asInt()).isEqualTo(2);
        assertThat(head.path("storeKey").asText()).startsWith("o/");
        assertThat(first.path("version").path("version").asInt()).isEqualTo(1);
        assertThat(first.path("storeKey")).isNotEqualTo(head.path("storeKey"));
    }

    @Test
    void contentOfAnotherOwnerOrVersionOrNothingIsNotFound() {
        String id = put("c.txt");

        for (String query : List.of(
                "owner=" + newOwner() + "&path=c.txt",
                "owner=" + newOwner() + "&fileId=" + id,
                "fileId=" + id + "&version=2",
                "fileId=" + id + "&version=x",
                "fileId=" + UUID.randomUUID(),
                "fileId=nonsense")) {
            assertThat(metadata.getInternal("/internal/content?" + query).problemCode())
                    .as(query)
                    .isEqualTo("not_found");
        }
        assertThat(metadata.getInternal("/internal/content").problemCode()).isEqualTo("malformed_request");
        assertThat(metadata.getInternal("/internal/content?path=../x").problemCode())
                .isEqualTo("invalid_path");
    }

    private String put(String path) {
        return metadata.committed(
                upload(owner, path, ConflictMode.VERSION, UUID.randomUUID().toString()));
    }

    private static List<String> paths(Answer page) {
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return page.json().path("items").findValuesAsText("path");
    }
}

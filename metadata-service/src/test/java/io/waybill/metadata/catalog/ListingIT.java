package io.waybill.metadata.catalog;

import static io.waybill.metadata.fixture.Metadata.encoded;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are searched, filtered and ordered, and seen level by level (F-20). */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class ListingIT {
    LocalIssuer issuer;

    private final String owner = newOwner();
    private Metadata metadata;

    @BeforeEach
    void signIn() {
        metadata = new Metadata(issuer);
    }

    @Test
    void aLevelShowsItsFoldersThenItsFiles() {
        puts("a.txt", "b/1", "b/2/3", "c/d/e/f", "c-d", "z");

        JsonNode top = list("?delimiter=/").json();
        JsonNode below = list("?delimiter=/&prefix=b/").json();
        JsonNode deep = list("?delimiter=/&prefix=c/d/").json();

        assertThat(texts(top.path("folders"))).containsExactly("b/", "c/");
        assertThat(paths(top)).containsExactly("a.txt", "c-d", "z");
        assertThat(texts(below.path("folders"))).containsExactly("b/2/");
        assertThat(paths(below)).containsExactly("b/1");
        assertThat(texts(deep.path("folders"))).containsExactly("c/d/e/");
        assertThat(paths(deep)).isEmpty();
        assertThat(list("?prefix=b/").json().has("folders")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 100})
    void aLevelIsWholeHoweverItIsPaged(int limit) {
        puts("k/a/x", "k/a0/x", "k/b/x", "k/b/y/z", "k/1", "k/2", "k/3", "other/x");

        List<String> seen = new ArrayList<>();
        everyPage("?delimiter=/&prefix=k/&limit=" + limit).forEach(page -> {
            seen.addAll(texts(page.path("folders")));
            seen.addAll(paths(page));
            assertThat(page.path("folders").size() + page.path("items").size()).isBetween(1, limit);
        });

        assertThat(seen).containsExactly("k/a/", "k/a0/", "k/b/", "k/1", "k/2", "k/3");
    }

    @ParameterizedTest
    @CsvSource({
        "'', asc, abc",
        "'', desc, cba",
        "name, asc, abc",
        "size, asc, cab",
        "size, desc, bac",
        "modified, asc, bca",
        "modified, desc, acb",
    })
    void aListHasTheAskedOrderOverItsPages(String sort, String order, String expected) {
        put("b", "333", "text/plain");
        put("c", "1", "text/plain");
        put("a", "22", "text/plain");
        String question = "?limit=1&order=" + order + (sort.isEmpty() ? "" : "&sort=" + sort);

        assertThat(everyPage(question).stream().flatMap(page -> paths(page).stream()))
                .containsExactly(expected.split(""));
        assertThat(everyPage(question + "&delimiter=/").stream().flatMap(page -> paths(page).stream()))
                .containsExactly(expected.split(""));
    }

    @Test
    void aPathOfLongNamesIsListedLikeAnyOther() {
        String folder = "";
        for (int i = 0; i < 45; i++) {
            folder += UUID.randomUUID() + "/";
        }
        puts(folder + "x");

        assertThat(found("delimiter=/&sort=size&prefix=" + folder)).containsExactly(folder + "x");
        assertThat(found("delimiter=/&prefix=" + folder)).containsExactly(folder + "x");
    }

    @Test
    void equalFilesAreNeitherRepeatedNorLost() {
        IntStream.range(0, 9).forEach(i -> put("f" + i, "same size", "text/plain"));

        assertThat(everyPage("?sort=size&limit=2").stream().flatMap(page -> paths(page).stream()))
                .hasSize(9)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "report, 'x/Report-2026.pdf|x/my REPORT.txt'",
        "ORT, 'x/Report-2026.pdf|x/my REPORT.txt'",
        "über, x/ÜBERSICHT.txt",
        "ü, x/ÜBERSICHT.txt",
        "100%_, x/100%_sure",
        "\\, ''",
        "x/, ''",
        "..., x/dots...",
    })
    void aNameIsFoundByAnyPieceOfItWhateverTheCase(String piece, String expected) {
        puts(
                "x/Report-2026.pdf",
                "x/my REPORT.txt",
                "x/ÜBERSICHT.txt",
                "x/100%_sure",
                "x/100xysure",
                "x/dots...",
                "report/other");

        assertThat(String.join("|", paths(list("?name=" + encoded(piece)).json())))
                .isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void filtersNarrowTogether() {
        put("photos/1.jpg", "x".repeat(10), "image/jpeg");
        put("photos/2.png", "x".repeat(20), "image/png");
        Instant between = Instant.parse(list("?sort=modified&order=desc&limit=1")
                .json()
                .path("items")
                .get(0)
                .path("modifiedAt")
                .asText());
        put("photos/3.jpg", "x".repeat(30), "image/jpeg");
        put("notes.txt", "x".repeat(15), "text/plain; charset=utf-8");

        assertThat(found("type=image/*")).containsExactly("photos/1.jpg", "photos/2.png", "photos/3.jpg");
        assertThat(found("type=image/jpeg")).containsExactly("photos/1.jpg", "photos/3.jpg");
        assertThat(found("type=text/plain")).containsExactly("notes.txt");
        assertThat(found("minSize=15&maxSize=20")).containsExactly("notes.txt", "photos/2.png");
        assertThat(found("modifiedBefore=" + between)).containsExactly("photos/1.jpg");
        assertThat(found("modifiedFrom=" + between)).containsExactly("notes.txt", "photos/2.png", "photos/3.jpg");
        assertThat(found("type=image/jpeg&minSize=20&prefix=photos/&name=JPG&modifiedFrom=" + between))
                .containsExactly("photos/3.jpg");
        assertThat(found("delimiter=/&type=image/*")).isEmpty();
    }

    @Test
    void aNewVersionIsListedByItsOwnFacts() {
        put("a", "1", "text/plain");
        put("b", "22", "text/plain");
        put("a", "333", "image/png");

        assertThat(found("sort=size")).containsExactly("b", "a");
        assertThat(found("type=image/png")).containsExactly("a");
        assertThat(found("sort=modified&order=desc")).containsExactly("a", "b");
    }

    @Test
    void aCursorIsGoodForItsOwnQuestionOnly() {
        puts("k/1", "k/2", "k/3", "k/d/1", "k/e/1");
        String question = "?prefix=k/&sort=size&limit=1";
        String cursor = encoded(list(question).json().path("next").asText());
        String level = encoded(
                list("?prefix=k/&delimiter=/&limit=1").json().path("next").asText());

        assertThat(list(question + "&cursor=" + cursor).status()).isEqualTo(200);
        assertThat(list("?prefix=k/&sort=size&limit=3&cursor=" + cursor).status())
                .isEqualTo(200);
        for (String other : List.of(
                "?prefix=k/&limit=1",
                "?prefix=k&sort=size",
                "?prefix=k/&sort=size&order=desc",
                "?prefix=k/&sort=size&name=1",
                "?prefix=k/&sort=size&delimiter=/",
                "?prefix=k/&sort=size&minSize=0")) {
            assertThat(list(other + "&cursor=" + cursor).problemCode())
                    .as(other)
                    .isEqualTo("invalid_cursor");
            assertThat(list(other + "&cursor=" + level).problemCode()).as(other).isEqualTo("invalid_cursor");
        }
        assertThat(metadata.get("/api/files" + question + "&cursor=" + cursor, newOwner())
                        .problemCode())
                .isEqualTo("invalid_cursor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort=colour",
                "sort=",
                "order=up",
                "delimiter=.",
                "delimiter=/&prefix=a",
                "minSize=-1",
                "maxSize=1e3",
                "minSize=99999999999999999999",
                "type=image",
                "type=image/*/*",
                "type=%00/a",
                "name=",
                "name=%00",
                "name=%ED%A0%80%07",
                "modifiedFrom=yesterday",
                "modifiedBefore=2026-11-20"
            })
    void aParameterThatMakesNoSenseIsMalformed(String query) {
        assertThat(list("?" + query).problemCode()).isEqualTo("malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z"})
    void theEdgesOfTimeAreNoFailure(String edge) {
        assertThat(list("?modifiedFrom=" + encoded(edge)).status()).isEqualTo(200);
        assertThat(list("?modifiedBefore=" + encoded(edge)).status()).isEqualTo(200);
    }

    private List<String> found(String query) {
        return paths(list("?" + query).json());
    }

    private List<JsonNode> everyPage(String query) {
        List<JsonNode> pages = new ArrayList<>();
        JsonNode page = list(query).json();
        pages.add(page);
        while (page.has("next")) {
            page = list(query + "&cursor=" + encoded(page.path("next").asText()))
                    .json();
            pages.add(page);
        }
        return pages;
    }

    private Answer list(String query) {
        return metadata.get("/api/files" + query, owner);
    }

    private void puts(String... paths) {
        List.of(paths).forEach(path -> put(path, path, "text/plain"));
    }

    private void put(String path, String content, String type) {
        CommitVersion plain = upload(owner, path, ConflictMode.VERSION, content);
        metadata.committed(new CommitVersion(
                plain.uploadId(),
                plain.owner(),
                plain.path(),
                plain.conflict(),
                null,
                null,
                plain.size(),
                plain.sha256(),
                plain.storeKey(),
                1,
                type,
                "test",
                plain.startedAt()));
    }

    private static List<String> paths(JsonNode page) {
        return page.path("items").findValuesAsText("path");
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(element -> all.add(element.asText()));
        return all;
    }
}

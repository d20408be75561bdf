package io.waybill.transfer.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.api.FileVersion;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.PartsClient;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class ArchiveIT {
    private static final byte[] LARGE = TransferClient.bytes((2 << 20) + 17, 5);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    ObjectMapper json;

    @Inject
    MetadataPeer metadata;

    @Inject
    ObjectStore store;

    @Inject
    ArchiveRows rows;

    @Inject
    Pool pool;

    @ConfigProperty(name = "waybill.store.directory")
    Path directory;

    private TransferClient alice;
    private String subject;

    @BeforeEach
    void upload() {
        subject = "alice-" + UUID.randomUUID();
        alice = new TransferClient(base, authorization, subject);
        alice.put("p/a.txt", "first".getBytes(UTF_8));
        alice.put("p/empty", new byte[0]);
        alice.put("p/sub/large.bin", LARGE);
        alice.put("q.txt", "other".getBytes(UTF_8));
    }

    @AfterEach
    void answer() {
        metadata.answer();
    }

    @Test
    void aPrefixIsAnArchiveOfWhatIsBelowIt() throws IOException {
        HttpResponse<String> made = create("{\"prefix\":\"p/\"}");
        JsonNode facts = json.readTree(made.body());

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location"))
                .hasValue(facts.path("url").asText());
        assertThat(facts.path("entries").asInt()).isEqualTo(3);
        assertThat(facts.path("name").asText()).isEqualTo("p.zip");
        HttpResponse<byte[]> read = alice.download(facts.path("url").asText());
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(read.headers().firstValue("ETag"))
                .hasValue(facts.path("etag").asText());
        assertThat(read.headers().firstValueAsLong("Content-Length"))
                .hasValue(facts.path("size").asLong());
        assertThat(read.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename=\"p.zip\"");
        assertThat(read.body()).hasSize(facts.path("size").asInt());
        Map<String, byte[]> files = unzip(read.body());
        assertThat(files.keySet()).containsExactly("a.txt", "empty", "sub/large.bin");
        assertThat(files.get("a.txt")).isEqualTo("first".getBytes(UTF_8));
        assertThat(files.get("sub/large.bin")).isEqualTo(LARGE);
    }

    @Test
    void filesAndVersionsAreNamedByTheirIds() throws IOException {
        FileVersion one = version("d/x.txt", "one");
        FileVersion two = version("d/x.txt", "two");
        FileVersion other = version("e.txt", "e");

        assertThat(names(read(create("{\"files\":[\"" + one.fileId() + "\",\"" + other.fileId() + "\"]}"))))
                .containsExactly("d/x.txt", "e.txt");
        Map<String, byte[]> both = unzip(read(
                create("{\"versions\":[\"" + one.versionId() + "\",\"" + two.versionId() + "\"],\"name\":\"pair\"}")));
        assertThat(both.keySet()).containsExactly("d/x (v1).txt", "d/x (v2).txt");
        assertThat(both.get("d/x (v1).txt")).isEqualTo("one".getBytes(UTF_8));
        assertThat(names(read(create("{\"prefix\":\"d/\",\"allVersions\":true}"))))
                .containsExactly("x (v1).txt", "x (v2).txt");
    }

    @Test
    void anyRangeIsThatOfTheWholeSoThatAnInterruptedDownloadGoesOn() throws IOException {
        JsonNode facts = json.readTree(create("{\"prefix\":\"p/\"}").body());
        String url = facts.path("url").asText();
        byte[] whole = alice.download(url).body();

        for (int from : new int[] {0, 1, 30, 100, 1 << 20, whole.length - 300, whole.length - 23, whole.length - 1}) {
            HttpResponse<byte[]> rest = alice.download(
                    url,
                    "Range",
                    "bytes=" + from + "-",
                    "If-Range",
                    facts.path("etag").asText());
            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(rest.headers().firstValue("Content-Range"))
                    .hasValue("bytes " + from + '-' + (whole.length - 1) + '/' + whole.length);
            assertThat(rest.body()).as("from %d", from).isEqualTo(Arrays.copyOfRange(whole, from, whole.length));
        }
        assertThat(alice.download(url, "Range", "bytes=0-9,-22")
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith("multipart/byteranges");
        assertThat(alice.get(url, "Range", "bytes=" + whole.length + "-").statusCode())
                .isEqualTo(416);
        assertThat(alice.get(url, "If-None-Match", facts.path("etag").asText()).statusCode())
                .isEqualTo(304);
        assertThat(alice.get(url, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
        HttpResponse<String> head = alice.send("HEAD", url, null);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(whole.length);
        assertThat(head.headers().firstValue("Accept-Ranges")).hasValue("bytes");
    }

    @Test
    void theSameFilesAreTheSameArchiveUntilOneChanges() throws IOException {
        JsonNode first = json.readTree(create("{\"prefix\":\"p/\"}").body());
        JsonNode again = json.readTree(create("{\"prefix\":\"p/\"}").body());
        alice.put("p/a.txt", "changed".getBytes(UTF_8));
        JsonNode later = json.readTree(create("{\"prefix\":\"p/\"}").body());

        assertThat(again.path("url")).isEqualTo(first.path("url"));
        assertThat(later.path("etag")).isNotEqualTo(first.path("etag"));
        assertThat(unzip(alice.download(first.path("url").asText()).body()).get("a.txt"))
                .isEqualTo("first".getBytes(UTF_8));
    }

    @Test
    void whoeverAcceptsZipGetsTheBytesAtOnce() throws IOException {
        HttpResponse<byte[]> answer = alice.exchange(
                "POST",
                "/api/archives",
                "{\"prefix\":\"p/\"}".getBytes(UTF_8),
                "Content-Type",
                "application/json",
                "Accept",
                "application/zip");

        assertThat(answer.statusCode()).isEqualTo(200);
        String url = answer.headers().firstValue("Content-Location").orElseThrow();
        assertThat(answer.headers().firstValue("ETag"))
                .isEqualTo(alice.send("HEAD", url, null).headers().firstValue("ETag"));
        assertThat(answer.body()).isEqualTo(alice.download(url).body());
    }

    @Test
    void anotherPersonsFilesAndArchivesAreNotThere() throws IOException {
        String url = url(create("{\"prefix\":\"p/\"}"));
        FileVersion mine = version("mine", "x");
        TransferClient bob = alice.as("bob-" + UUID.randomUUID());

        assertThat(bob.get(url).statusCode()).isEqualTo(404);
        assertThat(bob.send("DELETE", url, null).statusCode()).isEqualTo(404);
        assertThat(bob.get("/api/archives").body()).isEqualTo("[]");
        assertThat(create(bob, "{\"prefix\":\"p/\"}").statusCode()).isEqualTo(404);
        assertThat(create(bob, "{\"prefix\":\"p/\",\"owner\":\"" + subject + "\"}")
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> refused = create(bob, "{\"files\":[\"" + mine.fileId() + "\"]}");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("not_found", mine.fileId().toString());
    }

    @Test
    void anOwnerHasOnlySoManyAtOnce() {
        for (String prefix : new String[] {"p/", "p/a", "p/e", "q"}) {
            assertThat(create("{\"prefix\":\"" + prefix + "\"}").statusCode())
                    .as(prefix)
                    .isEqualTo(201);
        }

        HttpResponse<String> refused = create("{\"prefix\":\"p/s\"}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("too_many_archives", "\"limit\":4");
    }

    @Test
    void manyFilesAreReadFromAnyPageOfTheManifest() throws IOException {
        for (int i = 100; i < 350; i++) {
            metadata.copy(subject, "p/a.txt", "many/" + i);
        }

        String url = url(create("{\"prefix\":\"many/\"}"));
        byte[] whole = alice.download(url).body();
        Map<String, byte[]> files = unzip(whole);

        assertThat(files).hasSize(250).containsKeys("100", "199", "200", "349");
        assertThat(files.values()).allSatisfy(content -> assertThat(content).isEqualTo("first".getBytes(UTF_8)));
        for (int first = 0; first < whole.length; first += 997) {
            assertThat(alice.download(url, "Range", "bytes=" + first + "-" + (first + 400))
                            .body())
                    .as("from %d", first)
                    .isEqualTo(Arrays.copyOfRange(whole, first, Math.min(first + 401, whole.length)));
        }
    }

    @Test
    void anArchiveHasOnlySoManyFiles() throws IOException {
        for (int i = 0; i < 251; i++) {
            metadata.copy(subject, "p/a.txt", "many/" + i);
        }

        HttpResponse<String> refused = create("{\"prefix\":\"many/\"}");

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("too_large", "\"limit\":250");
        assertThat(alice.get("/api/archives").body()).isEqualTo("[]");
        assertThat(names(read(create("{\"prefix\":\"p/a\"}")))).containsExactly("a.txt");
    }

    @Test
    void anArchiveHasOnlySoManyFolders() {
        for (int i = 0; i < 10; i++) {
            metadata.copy(subject, "p/a.txt", "deep/" + i + "/a".repeat(100) + "/f");
        }

        HttpResponse<String> refused = create("{\"prefix\":\"deep/\"}");

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("too_large", "folders");
        assertThat(create("{\"prefix\":\"deep/1/\"}").statusCode()).isEqualTo(201);
    }

    @Test
    void anOwnersArchivesArePreparedOneAfterTheOther() {
        metadata.holdAnswers();
        List<CompletableFuture<HttpResponse<String>>> two = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> create("{\"prefix\":\"p/\"}")))
                .limit(2)
                .toList();

        HttpResponse<?> first = (HttpResponse<?>)
                CompletableFuture.anyOf(two.toArray(CompletableFuture[]::new)).join();

        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.body().toString()).contains("archive_preparing");
        metadata.answer();
        assertThat(two.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                .containsExactlyInAnyOrder(503, 201);
    }

    @Test
    void archivesAreListedAndDropped() throws IOException {
        String url = url(create("{\"prefix\":\"p/\"}"));

        assertThat(json.readTree(alice.get("/api/archives").body()))
                .singleElement()
                .satisfies(one -> assertThat(one.path("url").asText()).isEqualTo(url));
        assertThat(alice.send("DELETE", url, null).statusCode()).isEqualTo(204);
        assertThat(alice.get(url).statusCode()).isEqualTo(404);
        assertThat(alice.get("/api/archives").body()).isEqualTo("[]");
    }

    @Test
    void anExpiredArchiveIsGoneAndSweptAway() {
        String url = url(create("{\"prefix\":\"p/\"}"));
        UUID id = UUID.fromString(url.substring(url.lastIndexOf('/') + 1));
        StoreView.await(pool.preparedQuery("update archive set expires_at = now() - interval '1 second' where id = $1")
                .execute(Tuple.of(id)));

        assertThat(alice.get(url).statusCode()).isEqualTo(404);
        await().until(() -> StoreView.await(rows.sweep(1_000)) == 0);
        assertThat(StoreView.await(pool.preparedQuery("select 1 from archive_page where archive = $1")
                                .execute(Tuple.of(id)))
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "{\"files\":[]}",
                "{\"files\":[null]}",
                "{\"files\":[\"x\"]}",
                "{\"prefix\":\"p/\",\"files\":[\"6b1b36cb-04f9-4b8a-b04b-4a9bd43b7b5f\"]}",
                "{\"prefix\":\"p/\",\"name\":\"\"}",
                "{\"prefix\":\"p/\",\"colour\":1}"
            })
    void whatSaysNothingSensibleIsMalformed(String body) {
        HttpResponse<String> refused = create(body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("malformed_request");
    }

    @Test
    void bytesDeletedForGoodBreakTheAnswerOffAndTheArchiveIsGone() {
        String url = url(create("{\"prefix\":\"p/\"}"));
        String key = metadata.at(subject, "p/sub/large.bin").get(0).storeKey();
        metadata.delete(subject, "p/sub/large.bin");
        StoreView.await(store.delete(key));

        assertThatThrownBy(() -> alice.download(url)).hasRootCauseInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(alice.get(url).statusCode()).isEqualTo(410));
        assertThat(alice.get(url).body()).contains("archive_gone", "sub/large.bin");
    }

    @Test
    void aByteThatFlippedInTheStoreBreaksTheAnswerOff() {
        byte[] content = TransferClient.bytes(100_000, subject.hashCode());
        alice.put("flip/x", content);
        String url = url(create("{\"prefix\":\"flip/\"}"));
        assertThat(alice.download(url).statusCode()).isEqualTo(200);

        flip(content);

        assertThatThrownBy(() -> alice.download(url)).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void contentsOfAnEarlierReleaseAreReadOnceAndTheirCrcIsNoted() throws IOException {
        String key = metadata.at(subject, "p/sub/large.bin").get(0).storeKey();
        metadata.forgetCrc32(key);

        Map<String, byte[]> files = unzip(read(create("{\"prefix\":\"p/\"}")));

        assertThat(files.get("sub/large.bin")).isEqualTo(LARGE);
        assertThat(metadata.crc32(key)).isEqualTo(crc32(LARGE));
    }

    @Test
    void anEarlierContentThatIsDamagedIsToldBeforeAnArchiveIsMade() {
        byte[] content = TransferClient.bytes(90_000, subject.hashCode());
        alice.put("old/x", content);
        metadata.forgetCrc32(metadata.at(subject, "old/x").get(0).storeKey());
        flip(content);

        HttpResponse<String> refused = create("{\"prefix\":\"old/\"}");

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("corrupt", "old/x");
        assertThat(alice.get("/api/archives").body()).isEqualTo("[]");
    }

    @Test
    void everyWayInComputesTheCrc() {
        byte[] whole = TransferClient.bytes(2_500_000, 8);
        String sequential = alice.open("in/sequential", whole.length);
        alice.patch(sequential, 0, Arrays.copyOf(whole, 1_300_000));
        alice.patch(sequential, 1_300_000, Arrays.copyOfRange(whole, 1_300_000, whole.length));
        PartsClient parts = new PartsClient(alice);
        String numbered = parts.open("in/parts", whole.length);
        for (int number = 3; number >= 1; number--) {
            parts.put(numbered, number, PartsClient.part(whole, 1 << 20, number));
        }
        parts.complete(numbered);
        alice.concatenate(
                "in/concatenated",
                List.of(
                        alice.partial(Arrays.copyOf(whole, 1_000_000)),
                        alice.partial(Arrays.copyOfRange(whole, 1_000_000, whole.length))));
        alice.put("in/one-shot", whole);
        alice.put("in/small", Arrays.copyOf(whole, 10));

        for (String path : List.of("in/sequential", "in/parts", "in/concatenated", "in/one-shot")) {
            await(path)
                    .untilAsserted(() -> assertThat(metadata.at(subject, path)).hasSize(1));
            assertThat(metadata.crc32(metadata.at(subject, path).get(0).storeKey()))
                    .as(path)
                    .isEqualTo(crc32(whole));
        }
        assertThat(metadata.crc32(metadata.at(subject, "in/small").get(0).storeKey()))
                .isEqualTo(crc32(Arrays.copyOf(whole, 10)));
    }

    private HttpResponse<String> create(String body) {
        return create(alice, body);
    }

    private static HttpResponse<String> create(TransferClient person, String body) {
        return person.send("POST", "/api/archives", body.getBytes(UTF_8), "Content-Type", "application/json");
    }

    private static String url(HttpResponse<String> made) {
        return made.headers().firstValue("Location").orElseThrow(() -> new AssertionError(made.body()));
    }

    private byte[] read(HttpResponse<String> made) {
        return alice.download(url(made)).body();
    }

    private FileVersion version(String path, String content) {
        try {
            return json.readValue(alice.put(path, content.getBytes(UTF_8)).body(), FileVersion.class);
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    private static List<String> names(byte[] zip) throws IOException {
        return new ArrayList<>(unzip(zip).keySet());
    }

    private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (java.util.zip.ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    private static long crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** Changes the last byte of the one file in the store that ends with {@code content}. */
    private void flip(byte[] content) {
        try (Stream<Path> files = Files.walk(directory)) {
            Path file = files.filter(Files::isRegularFile)
                    .filter(path -> endsWith(path, content))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean endsWith(Path file, byte[] content) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int from = bytes.length - content.length;
            return from >= 0 && Arrays.equals(bytes, from, bytes.length, content, 0, content.length);
        } catch (IOException gone) {
            return false;
        }
    }
}

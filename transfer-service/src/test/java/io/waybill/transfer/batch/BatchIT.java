package io.waybill.transfer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.testing.MetadataPeer;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F-08, and the forms of F-01. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class BatchIT {
    private static final byte[] SMALL = "small".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LARGE = TransferClient.bytes(3 << 20, 5);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    ObjectMapper json;

    @Inject
    SlabPool slabs;

    @Inject
    MetadataPeer metadata;

    @Inject
    Pool pool;

    private String subject;
    private TransferClient alice;

    @BeforeEach
    void signIn() {
        subject = "alice-" + UUID.randomUUID();
        alice = new TransferClient(base, authorization, subject);
    }

    @AfterEach
    void allMemoryIsBack() {
        metadata.answer();
        assertThat(slabs.usedBytes()).isZero();
    }

    @Test
    void everyFileOfATarStreamBecomesAVersion() throws Exception {
        String longName = "long/" + "n".repeat(200) + "/ü.txt";
        TarStream tar = new TarStream().entry("dir/", new byte[0], '5').file("./dir/a", SMALL);
        for (int i = 0; i < 100; i++) {
            tar.file("many/" + i, TransferClient.bytes(i * 100, i));
        }
        byte[] body = tar.file("large", LARGE)
                .pax("path", longName, "WAYBILL.sha256", sha256(SMALL).hex(), "WAYBILL.content-type", "text/plain")
                .file("ignored", SMALL)
                .file("empty", new byte[0])
                .end();

        JsonNode answer = batch("/api/batch?folder=b", body, "application/x-tar", 200);

        assertThat(answer.path("stored").asInt()).isEqualTo(104);
        assertThat(answer.path("refused").asInt()).isZero();
        assertThat(answer.at("/results/0/path").asText()).isEqualTo("./dir/a");
        assertThat(answer.at("/results/0/version/path").asText()).isEqualTo("b/dir/a");
        assertThat(answer.at("/results/102/version/contentType").asText()).isEqualTo("text/plain");
        assertThat(alice.download("/api/content/b/large").body()).isEqualTo(LARGE);
        assertThat(alice.download("/api/content/b/many/77").body()).isEqualTo(TransferClient.bytes(7700, 77));
        assertThat(alice.download("/api/content/b/empty").body()).isEmpty();
        assertThat(alice.get("/api/uploads").body()).isEqualTo("[]");
    }

    @Test
    void oneBadFileDoesNotSpoilTheOthers() throws Exception {
        byte[] body = new TarStream()
                .file("first", SMALL)
                .file("../up", SMALL)
                .pax("WAYBILL.sha256", Sha256.OF_NOTHING.hex())
                .file("wrong", SMALL)
                .pax("WAYBILL.sha256", Sha256.OF_NOTHING.hex())
                .file("wrong-large", LARGE)
                .pax("WAYBILL.sha256", "nonsense")
                .file("nonsense", LARGE)
                .entry("link", new byte[0], '2')
                .file("last", SMALL)
                .end();

        JsonNode answer = batch("/api/batch", body, "application/x-tar", 200);

        assertThat(answer.path("stored").asInt()).isEqualTo(2);
        assertThat(answer.path("results").findValuesAsText("status"))
                .startsWith("201", "400")
                .contains("400");
        assertThat(answer.at("/results/1/problem/code").asText()).isEqualTo("invalid_path");
        assertThat(answer.at("/results/2/problem/code").asText()).isEqualTo("digest_mismatch");
        assertThat(answer.at("/results/2/problem/actual").asText())
                .isEqualTo(sha256(SMALL).hex());
        assertThat(answer.at("/results/3/problem/code").asText()).isEqualTo("digest_mismatch");
        assertThat(answer.at("/results/4/problem/status").asInt()).isEqualTo(400);
        assertThat(answer.at("/results/5/problem/code").asText()).isEqualTo("malformed_request");
        assertThat(alice.download("/api/content/last").body()).isEqualTo(SMALL);
        assertThat(alice.get("/api/content/wrong-large").statusCode()).isEqualTo(404);
    }

    @Test
    void filesAtOnePathAreVersionsInTheirOrder() throws Exception {
        byte[] body = new TarStream()
                .file("same", new byte[] {1})
                .file("same", new byte[] {2})
                .file("same", new byte[] {3})
                .end();

        JsonNode answer = batch("/api/batch", body, "application/x-tar", 200);

        assertThat(answer.at("/results/2/version/version").asInt()).isEqualTo(3);
        assertThat(alice.download("/api/content/same").body()).containsExactly(3);
    }

    @Test
    void theSameBatchWithTheSameKeyIsTheSameVersions() throws Exception {
        byte[] body = new TarStream().file("k1", SMALL).file("k2", SMALL).end();

        JsonNode first = batch("/api/batch", body, "application/x-tar", 200, "Idempotency-Key", "b-1");
        JsonNode again = batch("/api/batch", body, "application/x-tar", 200, "Idempotency-Key", "b-1");

        assertThat(again).isEqualTo(first);
        assertThat(again.at("/results/0/version/version").asInt()).isEqualTo(1);
    }

    @Test
    void aStreamThatBreaksSaysWhatIsStored() throws Exception {
        TarStream tar = new TarStream().file("kept", SMALL).file("cut", LARGE);

        JsonNode cut = batch("/api/batch", tar.cut(100_000), "application/x-tar", 400);
        JsonNode noTar = batch("/api/batch", TransferClient.bytes(2000, 1), "application/x-tar", 400);
        JsonNode badPax = batch(
                "/api/batch",
                new TarStream()
                        .entry("x", "9 a=b\n".getBytes(StandardCharsets.UTF_8), 'x')
                        .end(),
                "application/x-tar",
                400);

        assertThat(cut.path("code").asText()).isEqualTo("malformed_request");
        assertThat(cut.at("/results/0/status").asInt()).isEqualTo(201);
        assertThat(noTar.path("results")).isEmpty();
        assertThat(badPax.path("code").asText()).isEqualTo("malformed_request");
        assertThat(alice.download("/api/content/kept").body()).isEqualTo(SMALL);
        assertThat(alice.get("/api/content/cut").statusCode()).isEqualTo(404);
    }

    @Test
    void aFormStoresItsFiles() throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        field(form, "comment", "passed over");
        file(form, "one.txt", "text/plain", SMALL);
        file(form, "two.bin", "application/octet-stream", LARGE);
        file(form, "../three.txt", "text/plain", SMALL);
        for (int i = 0; i < 60; i++) {
            file(form, "n" + i, "text/plain", new byte[] {(byte) i});
        }
        form.writeBytes("--XX--\r\n".getBytes(StandardCharsets.US_ASCII));

        JsonNode answer = batch("/api/batch?folder=form/", form.toByteArray(), "multipart/form-data; boundary=XX", 200);

        assertThat(answer.path("stored").asInt()).isEqualTo(62);
        assertThat(answer.at("/results/2/problem/code").asText()).isEqualTo("invalid_path");
        assertThat(alice.download("/api/content/form/one.txt").body()).isEqualTo(SMALL);
        assertThat(alice.download("/api/content/form/two.bin").body()).isEqualTo(LARGE);
        assertThat(alice.download("/api/content/form/n59").body()).containsExactly(59);
    }

    @Test
    void aFileOfAFormIsHeldToItsDigest() throws Exception {
        String right = sha256(SMALL).digestField();
        String wrong = sha256(LARGE).digestField();
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        file(form, "right", "text/plain\r\nContent-Digest: " + right, SMALL);
        file(form, "wrong", "text/plain\r\nContent-Digest: " + wrong, SMALL);
        file(form, "large-wrong", "text/plain\r\nRepr-Digest: " + right, LARGE);
        file(form, "both", "text/plain\r\nContent-Digest: " + right + "\r\nRepr-Digest: " + wrong, SMALL);
        file(form, "none", "text/plain\r\ncontent-digest: sha-256=nonsense", SMALL);
        file(form, "coded", "text/plain\r\nContent-Transfer-Encoding: base64", SMALL);
        file(form, "large-right", "text/plain\r\nContent-Transfer-Encoding: binary\r\nRepr-Digest: " + wrong, LARGE);
        form.writeBytes("--XX--\r\n".getBytes(StandardCharsets.US_ASCII));

        JsonNode answer = batch("/api/batch", form.toByteArray(), "multipart/form-data; boundary=\"XX\"", 200);

        assertThat(answer.path("results"))
                .extracting(result -> result.path("status").asInt() == 201
                        ? "stored"
                        : result.at("/problem/code").asText())
                .containsExactly(
                        "stored",
                        "digest_mismatch",
                        "digest_mismatch",
                        "malformed_request",
                        "malformed_request",
                        "malformed_request",
                        "stored");
        assertThat(answer.at("/results/1/problem/expected").asText())
                .isEqualTo(sha256(LARGE).hex());
        assertThat(alice.get("/api/content/wrong").statusCode()).isEqualTo(404);
        assertThat(alice.get("/api/content/large-wrong").statusCode()).isEqualTo(404);
        assertThat(batch("/api/batch", form.toByteArray(), "multipart/form-data", 400)
                        .path("code")
                        .asText())
                .isEqualTo("malformed_request");
    }

    @Test
    void theFilesOfABatchAreRecordedTogether() throws Exception {
        TarStream tar = new TarStream();
        for (int i = 0; i < 32; i++) {
            tar.file("together/" + i, new byte[] {(byte) i});
        }
        int before = metadata.committedTogether();
        metadata.holdAnswers();

        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return batch("/api/batch", tar.end(), "application/x-tar", 200);
                    } catch (Exception failed) {
                        throw new AssertionError(failed);
                    }
                },
                task -> new Thread(task).start());
        await().atMost(Duration.ofSeconds(60)).until(() -> rows("state = 'COMMITTING'") == 32);
        metadata.answer();

        assertThat(answer.get(2, TimeUnit.MINUTES).path("stored").asInt()).isEqualTo(32);
        assertThat(metadata.committedTogether()).isGreaterThan(before);
        assertThat(rows("state = 'COMPLETED' and version is not null and sha256 is not null"))
                .isEqualTo(32);
    }

    @Test
    void aFormThatComesAtOnceIsWhole() throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        file(form, "first", "text/plain", SMALL);
        file(form, "last", "text/plain", SMALL);
        form.writeBytes("--XX--\r\n".getBytes(StandardCharsets.US_ASCII));

        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = alice.send(
                    "POST", "/api/batch", form.toByteArray(), "Content-Type", "multipart/form-data; boundary=XX");
            assertThat(json.readTree(answer.body()).path("stored").asInt())
                    .as(answer.body())
                    .isEqualTo(2);
        }
    }

    @Test
    void aBrokenFormIsRefused() throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        file(form, "a", "text/plain", SMALL);

        assertThat(batch("/api/batch", form.toByteArray(), "multipart/form-data; boundary=XX", 400)
                        .path("code")
                        .asText())
                .isEqualTo("malformed_request");
        file(form, "b", "text/plain", LARGE);
        assertThat(batch("/api/batch", form.toByteArray(), "multipart/form-data; boundary=XX", 400)
                        .at("/results/0/status")
                        .asInt())
                .isEqualTo(201);
        assertThat(batch("/api/batch", SMALL, "text/plain", 415).path("code").asText())
                .isEqualTo("unsupported_media_type");
    }

    private JsonNode batch(String path, byte[] body, String type, int status, String... fields) throws Exception {
        String[] all = java.util.Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = "Content-Type";
        all[fields.length + 1] = type;
        HttpResponse<String> answer =
                alice.stream("POST", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private long rows(String which) {
        return pool.preparedQuery("select count(*) as n from upload where owner = $1 and " + which)
                .execute(Tuple.of(subject))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getLong("n");
    }

    private static void field(ByteArrayOutputStream form, String name, String value) {
        form.writeBytes(("--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void file(ByteArrayOutputStream form, String name, String type, byte[] content) throws IOException {
        form.writeBytes(("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.write(content);
        form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256Digests.start().digest(bytes));
    }
}

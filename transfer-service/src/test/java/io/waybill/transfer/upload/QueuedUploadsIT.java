package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.sqlclient.Pool;
import io.waybill.transfer.testing.BrokenRequest;
import io.waybill.transfer.testing.PartsClient;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads before a replica that takes one at a time, and lets three requests wait. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
@TestProfile(QueuedUploadsIT.OneAtATime.class)
class QueuedUploadsIT {
    private static final int MIB = 1 << 20;
    private static final byte[] HELLO = TransferClient.bytes(1_000, 7);

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    ActiveWriters writers;

    @Inject
    ObjectMapper json;

    @Inject
    Pool pool;

    private final List<BrokenRequest> connections = new ArrayList<>();
    private TransferClient alice;
    private TransferClient bob;
    private BrokenRequest busy;

    @BeforeEach
    void somebodyIsAtWork() throws IOException {
        nobodyElseHasAPlace();
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
        bob = alice.as("bob-" + UUID.randomUUID());
        TransferClient worker = alice.as("worker-" + UUID.randomUUID());
        busy = worker.brokenPatch(worker.open("busy", MIB), 0, TransferClient.bytes(MIB, 1), 10_000);
        await().until(() -> writers.count() == 1);
    }

    /** Those of earlier tests are away, and still kept. */
    private void nobodyElseHasAPlace() {
        pool.query("delete from admission_place")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void everybodyLeaves() throws IOException {
        for (BrokenRequest connection : connections) {
            connection.close();
        }
        busy.close();
        await().until(() -> writers.count() == 0);
        await().until(() -> queued() == 0);
    }

    @Test
    void aPatchWaitsForItsTurnAndIsQueuedMeanwhile() throws IOException {
        String upload = alice.open("patch", HELLO.length);
        CompletableFuture<HttpResponse<String>> patch = later(() -> alice.patch(upload, 0, HELLO));

        awaitQueued(alice, upload);
        JsonNode status = status(alice, upload);
        assertThat(status.path("ahead").asLong()).isZero();
        assertThat(status.path("queuedSince").isTextual()).isTrue();
        assertThat(list(alice)).contains("QUEUED");
        assertThat(alice.offset(upload)).isZero();
        assertThat(patch).isNotDone();
        busy.close();

        assertThat(patch.join().statusCode()).isEqualTo(204);
        assertThat(status(alice, upload).path("state").asText()).isEqualTo("COMPLETED");
    }

    @Test
    void aFileInOneRequestWaitsAndCanBeSeenInLine() throws IOException {
        CompletableFuture<HttpResponse<String>> put = later(() -> alice.put("one?priority=7", HELLO));

        await().untilAsserted(() -> assertThat(list(alice)).contains("QUEUED", "\"priority\":7"));
        busy.close();

        assertThat(put.join().statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/one").body()).isEqualTo(HELLO);
    }

    @Test
    void aPartWaits() throws IOException {
        PartsClient parts = new PartsClient(alice);
        String upload = parts.open("parts", HELLO.length);
        CompletableFuture<HttpResponse<String>> put = later(() -> parts.put(upload, 1, HELLO));

        awaitQueued(alice, upload);
        busy.close();

        assertThat(put.join().statusCode()).isEqualTo(200);
        assertThat(parts.complete(upload).statusCode()).isEqualTo(201);
    }

    @Test
    void aBatchWaits() throws IOException {
        CompletableFuture<HttpResponse<String>> batch = later(() -> new PartsClient(alice)
                .send(
                        "POST",
                        "/api/batch",
                        "--x\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nhi\r\n--x--\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        "Content-Type",
                        "multipart/form-data; boundary=x"));

        await().until(() -> queued() == 1);
        busy.close();

        assertThat(batch.join().statusCode()).isEqualTo(200);
        assertThat(batch.join().body()).contains("\"status\":201");
    }

    @Test
    void aResumableUploadOfTheIetfWaits() throws IOException {
        CompletableFuture<HttpResponse<String>> post = later(() -> new PartsClient(alice)
                .send("POST", "/api/uploads?path=draft&priority=9", HELLO, "Upload-Complete", "?1"));

        await().untilAsserted(() -> assertThat(list(alice)).contains("QUEUED", "\"priority\":9"));
        busy.close();

        assertThat(post.join().statusCode()).isEqualTo(201);
        assertThat(alice.download("/api/content/draft").body()).isEqualTo(HELLO);
    }

    @Test
    void theHigherPriorityGoesFirst() throws IOException {
        List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Integer>> puts = new ArrayList<>();
        for (int priority : new int[] {0, 10, 4}) {
            puts.add(later(() -> {
                int status = alice.put("p" + priority + "?priority=" + priority, HELLO)
                        .statusCode();
                order.add("p" + priority);
                return status;
            }));
            int waiting = puts.size();
            await().until(() -> queued() == waiting);
        }
        busy.close();

        assertThat(puts).allSatisfy(put -> assertThat(put.join()).isEqualTo(201));
        assertThat(versions("p10", "p4", "p0")).isSorted();
    }

    @Test
    void whoIsSentAwayKeepsItsPlace() throws IOException {
        fillTheLine(alice);
        String upload = alice.open("away", HELLO.length);

        HttpResponse<String> away = alice.patch(upload, 0, HELLO);

        assertThat(away.statusCode()).as(away.body()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(away.body()).contains("\"code\":\"queued\"", "queuedSince");
        JsonNode since = status(alice, upload).path("queuedSince");
        assertThat(status(alice, upload).path("state").asText()).isEqualTo("QUEUED");
        everybodyLeaves();
        assertThat(status(alice, upload).path("queuedSince")).isEqualTo(since);
        assertThat(alice.patch(upload, 0, HELLO).statusCode()).isEqualTo(204);
        assertThat(status(alice, upload).path("state").asText()).isEqualTo("COMPLETED");
    }

    @Test
    void anUploadThatIsOpenedWithBytesIsThereThoughTheyHadToGo() throws IOException {
        fillTheLine(alice);

        HttpResponse<String> created = alice.send(
                "POST",
                "/api/uploads",
                HELLO,
                "Upload-Length",
                "1000",
                "Content-Type",
                "application/offset+octet-stream");

        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Upload-Offset")).hasValue("0");
        String upload = TransferClient.location(created);
        assertThat(status(alice, upload).path("state").asText()).isEqualTo("QUEUED");
        everybodyLeaves();
        assertThat(alice.patch(upload, 0, HELLO).statusCode()).isEqualTo(204);
    }

    @Test
    void aFileWithAKeyComesBackToItsPlace() throws IOException {
        fillTheLine(alice);
        HttpResponse<String> away = alice.put("keyed", HELLO, "Idempotency-Key", "k1");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(places("keyed")).isOne();
        HttpResponse<String> still = alice.put("keyed", HELLO, "Idempotency-Key", "k1");
        assertThat(still.statusCode()).isEqualTo(503);
        assertThat(places("keyed")).isOne();

        everybodyLeaves();

        assertThat(alice.put("keyed", HELLO, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(201);
        assertThat(alice.put("keyed", HELLO, "Idempotency-Key", "k1").body()).contains("\"version\":1");
    }

    @Test
    void aFileWithoutAKeyLeavesNothing() throws IOException {
        fillTheLine(alice);

        assertThat(alice.put("keyless", HELLO).statusCode()).isEqualTo(503);

        assertThat(list(alice)).doesNotContain("keyless");
        assertThat(places("keyless")).isZero();
    }

    @Test
    void aQueuedUploadCanBeCancelled() throws IOException {
        String upload = alice.open("cancelled", HELLO.length);
        CompletableFuture<HttpResponse<String>> patch = later(() -> alice.patch(upload, 0, HELLO));
        awaitQueued(alice, upload);

        assertThat(alice.send("DELETE", upload, null).statusCode()).isEqualTo(204);

        assertThat(patch.join().statusCode()).isEqualTo(410);
        assertThat(status(alice, upload).path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void aNewerRequestWaitsInThePlaceOfAnOlder() throws IOException {
        String upload = alice.open("newer", HELLO.length);
        connections.add(alice.brokenPatch(upload, 0, HELLO, 0));
        awaitQueued(alice, upload);

        CompletableFuture<HttpResponse<String>> newer = later(() -> alice.patch(upload, 0, HELLO));
        assertThat(connections.get(0).statusLine()).endsWith("409");
        busy.close();

        assertThat(newer.join().statusCode()).isEqualTo(204);
    }

    @Test
    void whoTakesOverARunningUploadNeedNotWait() throws IOException {
        busy.close();
        await().until(() -> writers.count() == 0);
        String upload = bob.open("mine", MIB);
        byte[] bytes = TransferClient.bytes(MIB, 3);
        busy = bob.brokenPatch(upload, 0, bytes, 10_000);
        await().until(() -> writers.count() == 1);

        assertThat(bob.patch(upload, 0, bytes).statusCode()).isIn(204, 409);
        long offset = bob.offset(upload);
        byte[] rest = java.util.Arrays.copyOfRange(bytes, (int) offset, MIB);
        assertThat(rest.length == 0 ? 204 : bob.patch(upload, offset, rest).statusCode())
                .isEqualTo(204);
        assertThat(bob.download("/api/content/mine").body()).isEqualTo(bytes);
    }

    @Test
    void whoWouldBeRefusedAnywayDoesNotWait() {
        String upload = alice.open("refused", HELLO.length);

        assertThat(alice.patch(upload, 5, HELLO).statusCode()).isEqualTo(409);
        assertThat(bob.patch(upload, 0, HELLO).statusCode()).isEqualTo(404);
        assertThat(new PartsClient(alice).put(upload, 1, HELLO).statusCode()).isEqualTo(409);
        assertThat(alice.patch(upload, 0, new byte[0]).statusCode()).isEqualTo(204);
        assertThat(queued()).isZero();
    }

    @Test
    void aPriorityIsANumberFrom0To10() {
        PartsClient parts = new PartsClient(alice);
        String tus = "path " + TransferClient.base64("p") + ",priority ";

        for (String wrong : List.of("11", "-1", "x", "1.5", "")) {
            HttpResponse<String> put = alice.put("p?priority=" + wrong, HELLO);
            assertThat(put.statusCode()).as(wrong + put.body()).isEqualTo(400);
            assertThat(put.body()).contains("malformed_request");
            assertThat(alice.send(
                                    "POST",
                                    "/api/uploads",
                                    new byte[0],
                                    "Upload-Length",
                                    "1",
                                    "Upload-Metadata",
                                    tus + TransferClient.base64(wrong))
                            .body())
                    .contains("invalid_metadata");
        }
        assertThat(parts.create("{\"path\":\"p\",\"sizeBytes\":1,\"priority\":11}")
                        .statusCode())
                .isEqualTo(400);
        String upload = TransferClient.location(parts.create("{\"path\":\"p\",\"sizeBytes\":1,\"priority\":10}"));
        assertThat(status(alice, upload).path("priority").asInt()).isEqualTo(10);
        String other = TransferClient.location(alice.send(
                "POST",
                "/api/uploads",
                new byte[0],
                "Upload-Length",
                "1",
                "Upload-Metadata",
                tus + TransferClient.base64("0")));
        assertThat(status(alice, other).path("priority").asInt()).isZero();
    }

    /** Three connections of {@code owner} wait; every further one is its last, and is sent away. */
    private void fillTheLine(TransferClient owner) throws IOException {
        for (int n = 1; n <= 3; n++) {
            String upload = owner.open("waiting" + n, HELLO.length);
            connections.add(owner.brokenPatch(upload, 0, HELLO, 0));
            awaitQueued(owner, upload);
        }
    }

    private void awaitQueued(TransferClient owner, String upload) {
        await().until(() -> status(owner, upload).path("state").asText().equals("QUEUED"));
    }

    private JsonNode status(TransferClient owner, String upload) {
        try {
            return json.readTree(new PartsClient(owner).status(upload));
        } catch (IOException noJson) {
            throw new java.io.UncheckedIOException(noJson);
        }
    }

    private static String list(TransferClient owner) {
        return new PartsClient(owner).send("GET", "/api/uploads", null).body();
    }

    private List<String> versions(String... names) {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            found.add(pool.query("select updated_at::text as at from upload where owner = '" + alice.subject()
                            + "' and path = '" + name + "'")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .iterator()
                    .next()
                    .getString("at"));
        }
        return found;
    }

    private long places(String path) {
        return pool.query("select count(*) from admission_place join upload using (id) where path = '" + path
                        + "' and upload.owner = '" + alice.subject() + "' and state = 'OPEN'")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getLong(0);
    }

    @Inject
    io.micrometer.core.instrument.MeterRegistry meters;

    private int queued() {
        return (int) meters.get("waybill.admission.queued").gauge().value();
    }

    private static <T> CompletableFuture<T> later(Supplier<T> request) {
        return CompletableFuture.supplyAsync(request, task -> new Thread(task).start());
    }

    /** A replica with room for one. */
    public static final class OneAtATime implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "waybill.admission.max-uploads", "1",
                    "waybill.admission.max-waiting", "3",
                    "waybill.admission.max-wait", "5M");
        }
    }
}

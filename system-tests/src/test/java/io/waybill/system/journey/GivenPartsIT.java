package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.GivenParts;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on parts that are given from outside, bytes in an S3 bucket; the bucket is looked at from outside too. */
class GivenPartsIT {
    @TempDir
    static Path home;

    private static GivenParts given;
    private static Client alice;
    private static Tus tus;

    @BeforeAll
    static void start() {
        given = GivenParts.start(home);
        alice = given.alice();
        tus = new Tus(alice);
    }

    @AfterAll
    static void stop() {
        if (given != null) {
            given.close();
        }
    }

    /** Whatever a test did: the bucket holds nothing but what versions point at. */
    @AfterEach
    void nothingIsLeftBehind() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Set<String> versions = new HashSet<>(given.column("waybill_metadata", "select store_key from version"));
            assertThat(given.bucket().objects()).isSubsetOf(versions);
            assertThat(given.multiparts()).isEmpty();
        });
    }

    @Test
    void filesOfAnySizeComeBackWholeAndInRanges() {
        Payload large = new Payload(201, 20_000_000);
        Payload small = new Payload(202, 10_000);

        assertThat(alice.put("given/large.bin", large, "Repr-Digest", large.reprDigest())
                        .statusCode())
                .isEqualTo(201);
        assertThat(alice.put("given/small.bin", small).statusCode()).isEqualTo(201);
        assertThat(alice.put("given/empty", new Payload(203, 0)).statusCode()).isEqualTo(201);

        assertThat(alice.sha256Of(content("given/large.bin"))).isEqualTo(large.sha256());
        assertThat(alice.sha256Of(content("given/small.bin"))).isEqualTo(small.sha256());
        assertThat(alice.get(content("given/empty")).statusCode()).isEqualTo(200);
        for (long from : new long[] {0, 8_388_600, 19_999_984}) {
            HttpResponse<byte[]> range = alice.bytes(alice.request(content("given/large.bin"))
                    .header("Range", "bytes=" + from + "-" + (from + 15))
                    .GET());
            assertThat(range.statusCode()).isEqualTo(206);
            assertThat(range.body()).isEqualTo(large.slice(from, 16));
        }
    }

    @Test
    void tusGoesOnWhereItStopped() {
        Payload payload = new Payload(204, 18_000_000);
        String url = tus.create("given/pieces.bin", payload.size());

        assertThat(tus.patch(url, payload, 0, 1_000_001).statusCode()).isEqualTo(204);
        assertThat(tus.patch(url, payload, 1_000_001, 9_000_000).statusCode()).isEqualTo(204);
        tus.finish(url, payload);

        assertThat(alice.sha256Of(content("given/pieces.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void aDeletedFileIsGoneFromTheBucket() {
        String id = json(alice.put("given/deleted.bin", new Payload(205, 9_000_000)))
                .path("fileId")
                .asText();
        int objects = given.bucket().objects().size();

        assertThat(alice.delete("/api/files/" + id + "?permanent=true").statusCode())
                .isEqualTo(204);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given.bucket().objects()).hasSize(objects - 1));
    }

    @Test
    void bytesThatAreNotThePromisedOnesLeaveNothing() {
        Payload other = new Payload(206, 1);
        List<String> before = given.bucket().objects();

        HttpResponse<String> large =
                alice.put("given/wrong.bin", new Payload(207, 12_000_000), "Repr-Digest", other.reprDigest());
        HttpResponse<String> small =
                alice.put("given/wrong.txt", new Payload(208, 100), "Repr-Digest", other.reprDigest());

        assertThat(List.of(large.statusCode(), small.statusCode())).containsExactly(400, 400);
        assertThat(json(large).path("code").asText()).isEqualTo("digest_mismatch");
        assertThat(given.multiparts()).isEmpty();
        assertThat(given.bucket().objects()).hasSameElementsAs(before);
        assertThat(alice.get(content("given/wrong.bin")).statusCode()).isEqualTo(404);
    }

    @Test
    void anUploadSurvivesKillOfTheStore() {
        assertThat(alice.put("given/before.bin", new Payload(211, 9_000_000)).statusCode())
                .isEqualTo(201);
        Payload payload = new Payload(209, 40_000_000);
        String url = tus.create("given/killed.bin", payload.size());
        long acknowledged = 9_000_000;
        assertThat(tus.patch(url, payload, 0, acknowledged).statusCode()).isEqualTo(204);

        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: " + acknowledged,
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + (payload.size() - acknowledged))
                    .bytes(payload, acknowledged, 10_000_000);
            given.killStore();
            sendTheRest(socket, payload, acknowledged + 10_000_000);
        }
        HttpResponse<String> download = alice.get(content("given/before.bin"));
        HttpResponse<String> upload = alice.put("given/while-away.bin", new Payload(210, 1_000));
        given.reviveStore();

        for (HttpResponse<String> answer : List.of(download, upload)) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(json(answer).path("code").asText()).isEqualTo("store_unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(tus.offset(url)).isGreaterThanOrEqualTo(acknowledged);
        tus.finish(url, payload);
        assertThat(alice.sha256Of(content("given/killed.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void aLostStagingIsSweptAlthoughTheStoreForgotToListIt() {
        String id = UUID.randomUUID().toString();
        String key = "o/" + id.substring(id.length() - 2) + "/" + id;
        given.bucket().beginMultipart(key);
        given.update("waybill_transfer", "insert into staging values ('" + key + "', now() - interval '25 hours')");
        given.killStore();
        given.reviveStore();
        assertThat(given.bucket().multiparts(key)).containsExactly(key);

        given.restartTransfer();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(given.bucket().multiparts(key)).isEmpty());
    }

    /** As far as the gateway takes it: with the store away it may answer and close at any time. */
    private static void sendTheRest(RawHttp socket, Payload payload, long offset) {
        try {
            socket.bytes(payload, offset, payload.size() - offset);
            assertThat(socket.answer()).startsWith("HTTP/1.1 503 ");
        } catch (UncheckedIOException closed) {
            // It has said so before.
        }
    }
}

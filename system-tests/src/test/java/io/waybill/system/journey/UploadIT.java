package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file goes in by every way there is, and the same bytes come out (F-01, F-02, F-06, F-07). */
class UploadIT {
    private final Client alice = Waybill.shared().alice();
    private final Tus tus = new Tus(alice);

    @Test
    void oneRequestWithAKnownLengthBecomesAVersion() {
        Payload payload = new Payload(1, 20_000_000);

        HttpResponse<String> put = alice.put("upload/known.bin", payload, "Repr-Digest", payload.reprDigest());

        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        assertThat(json(put).path("sha256").asText()).isEqualTo(payload.sha256());
        assertThat(json(put).path("size").asLong()).isEqualTo(payload.size());
        assertThat(put.headers().firstValue("ETag")).contains('"' + payload.sha256() + '"');
        assertThat(alice.sha256Of(content("upload/known.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void oneRequestOfUnknownLengthBecomesAVersion() {
        Payload payload = new Payload(2, 9_000_001);

        HttpResponse<String> put = alice.putChunked("upload/unknown.bin", payload);

        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        assertThat(json(put).path("size").asLong()).isEqualTo(payload.size());
        assertThat(alice.sha256Of(content("upload/unknown.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void anEmptyFileIsAFile() {
        Payload nothing = new Payload(3, 0);

        HttpResponse<String> put = alice.put("upload/empty", nothing);
        String url = tus.create("upload/empty-by-tus", 0);

        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        assertThat(alice.sha256Of(content("upload/empty"))).isEqualTo(nothing.sha256());
        assertThat(tus.offset(url)).isZero();
        assertThat(alice.sha256Of(content("upload/empty-by-tus"))).isEqualTo(nothing.sha256());
    }

    @Test
    void namesAreUnicodeAndAsLongAsAllowed() {
        String longest = "n".repeat(251) + ".txt";
        String deep = ("d".repeat(200) + "/").repeat(19) + "leaf";
        for (String path :
                new String[] {"upload/Übergröße – 世界 🎉 100%.txt", "upload/" + longest, deep, "upload/a+b &c=?#;.txt"
                }) {
            HttpResponse<String> put = alice.put(path, "hello");

            assertThat(put.statusCode()).as(path + " " + put.body()).isEqualTo(201);
            assertThat(json(put).path("path").asText()).isEqualTo(path);
            assertThat(alice.get(content(path)).body()).isEqualTo("hello");
        }
    }

    @Test
    void decomposedNamesAreTheSameFileAsComposedOnes() {
        alice.put("upload/caf\u00e9.txt", "one");

        assertThat(alice.get(content("upload/cafe\u0301.txt")).body()).isEqualTo("one");
    }

    @Test
    void tusUploadsInPiecesOfAnySize() {
        Payload payload = new Payload(4, 18_000_000);
        String url = tus.create("upload/pieces.bin", payload.size());

        long offset = 0;
        for (long piece : new long[] {1, 8_388_607, 1, 3_000_000, 6_611_391}) {
            HttpResponse<String> patch = tus.patch(url, payload, offset, offset + piece);
            offset += piece;
            assertThat(patch.statusCode()).as(patch.body()).isEqualTo(204);
            assertThat(patch.headers().firstValueAsLong("Upload-Offset")).hasValue(offset);
        }

        assertThat(alice.sha256Of(content("upload/pieces.bin"))).isEqualTo(payload.sha256());
        JsonNode status = json(alice.get(url));
        assertThat(status.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(status.path("version").path("sha256").asText()).isEqualTo(payload.sha256());
    }

    @Test
    void theSameIdempotencyKeyIsTheSameUpload() {
        Map<String, String> metadata = Map.of("path", "upload/once.bin");

        var first = tus.tryCreate("10", metadata, "Idempotency-Key", "k-1");
        var again = tus.tryCreate("10", metadata, "Idempotency-Key", "k-1");
        var other = tus.tryCreate("11", metadata, "Idempotency-Key", "k-1");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(json(other).path("code").asText()).isEqualTo("idempotency_conflict");
    }

    @Test
    void conflictModesDoWhatTheySay() {
        alice.put("upload/conflict.txt", "one");

        var version = alice.put("upload/conflict.txt", "two");
        var rejected = alice.send(alice.request(content("upload/conflict.txt") + "?conflict=reject")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("three")));
        var renamed = alice.send(alice.request(content("upload/conflict.txt") + "?conflict=rename")
                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("four")));
        var guarded = alice.put("upload/conflict.txt", "five", "If-None-Match", "*");

        assertThat(json(version).path("version").asInt()).isEqualTo(2);
        assertThat(rejected.statusCode()).isEqualTo(409);
        assertThat(json(rejected).path("code").asText()).isEqualTo("path_conflict");
        assertThat(renamed.statusCode()).isEqualTo(201);
        assertThat(json(renamed).path("path").asText()).isEqualTo("upload/conflict_v2.txt");
        assertThat(guarded.statusCode()).isEqualTo(412);
        assertThat(alice.get(content("upload/conflict.txt")).body()).isEqualTo("two");
    }

    @Test
    void aCancelledUploadIsGone() {
        Payload payload = new Payload(6, 10_000_000);
        String url = tus.create("upload/cancelled.bin", payload.size());
        tus.patch(url, payload, 0, 9_000_000);

        var cancelled =
                alice.send(alice.request(url).header("Tus-Resumable", "1.0.0").DELETE());

        assertThat(cancelled.statusCode()).isEqualTo(204);
        assertThat(tus.head(url).statusCode()).isIn(404, 410);
        assertThat(alice.get(content("upload/cancelled.bin")).statusCode()).isEqualTo(404);
        Waybill.shared().awaitNothingLeftOf(url);
    }

    @Test
    void statusSpeaksOfBytesAndTime() {
        Payload payload = new Payload(7, 1_000_000);
        String url = tus.create("upload/status.bin", payload.size());
        tus.patch(url, payload, 0, 400_000);

        JsonNode status = json(alice.get(url));

        assertThat(status.path("state").asText()).isEqualTo("OPEN");
        assertThat(status.path("offset").asLong()).isEqualTo(400_000);
        assertThat(status.path("length").asLong()).isEqualTo(1_000_000);
        assertThat(java.time.Instant.parse(status.path("createdAt").asText()))
                .isCloseTo(java.time.Instant.now(), within(1, java.time.temporal.ChronoUnit.HOURS));
    }
}

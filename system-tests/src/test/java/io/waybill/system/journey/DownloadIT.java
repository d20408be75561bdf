package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Bytes come out whole, in ranges, and only when they are what was asked for (F-05). */
class DownloadIT {
    private static final Payload PAYLOAD = new Payload(11, 20_000_000);

    private final Client alice = Waybill.shared().alice();
    private final String path = content("download/ranges é.bin");

    DownloadIT() {
        if (alice.send(alice.request(path).method("HEAD", BodyPublishers.noBody()))
                        .statusCode()
                == 404) {
            assertThat(alice.put("download/ranges é.bin", PAYLOAD).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void headTellsEverythingThatGetWould() {
        HttpResponse<String> head = alice.send(alice.request(path).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(PAYLOAD.size());
        assertThat(head.headers().firstValue("ETag")).contains('"' + PAYLOAD.sha256() + '"');
        assertThat(head.headers().firstValue("Repr-Digest")).contains(PAYLOAD.reprDigest());
        assertThat(head.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(head.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(head.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("filename*=UTF-8''ranges%20%C3%A9.bin");
    }

    @Test
    void rangesAcrossPartBordersAreExact() {
        for (long[] range :
                new long[][] {{0, 0}, {8_388_600, 8_388_620}, {16_777_215, 16_777_216}, {19_999_999, 19_999_999}}) {
            var part = alice.bytes(alice.request(path).header("Range", "bytes=" + range[0] + "-" + range[1]));

            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.headers().firstValue("Content-Range"))
                    .contains("bytes " + range[0] + "-" + range[1] + "/" + PAYLOAD.size());
            assertThat(part.body()).isEqualTo(PAYLOAD.slice(range[0], (int) (range[1] - range[0] + 1)));
        }
    }

    @Test
    void openAndSuffixRangesWork() {
        var open = alice.bytes(alice.request(path).header("Range", "bytes=19999990-"));
        var suffix = alice.bytes(alice.request(path).header("Range", "bytes=-7"));

        assertThat(open.body()).isEqualTo(PAYLOAD.slice(19_999_990, 10));
        assertThat(suffix.body()).isEqualTo(PAYLOAD.slice(19_999_993, 7));
    }

    @Test
    void severalRangesComeInOneAnswer() {
        var answer = alice.bytes(alice.request(path).header("Range", "bytes=8388600-8388615,0-2,-7"));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        String type = answer.headers().firstValue("Content-Type").orElseThrow();
        String boundary = type.substring("multipart/byteranges; boundary=".length());
        String[] parts = new String(answer.body(), ISO_8859_1).split("\r\n--" + boundary + "(--)?\r\n");
        assertThat(parts).hasSize(4);
        assertPart(parts[1], 8_388_600, 16);
        assertPart(parts[2], 0, 3);
        assertPart(parts[3], 19_999_993, 7);
    }

    private static void assertPart(String part, long first, int length) {
        String[] headAndBody = part.split("\r\n\r\n", 2);
        assertThat(headAndBody[0])
                .endsWith("Content-Range: bytes " + first + "-" + (first + length - 1) + "/" + PAYLOAD.size());
        assertThat(headAndBody[1].getBytes(ISO_8859_1)).isEqualTo(PAYLOAD.slice(first, length));
    }

    @Test
    void aRangeBeyondTheEndIsRefusedWithTheSize() {
        var refused = alice.send(alice.request(path).header("Range", "bytes=20000000-"));

        assertThat(refused.statusCode()).isEqualTo(416);
        assertThat(refused.headers().firstValue("Content-Range")).contains("bytes */20000000");
        assertThat(json(refused).path("code").asText()).isEqualTo("range_not_satisfiable");
    }

    @Test
    void aRangeOfAnotherVersionGivesTheWholeFile() {
        var stale = alice.bytes(alice.request(path).header("Range", "bytes=0-9").header("If-Range", "\"other\""));
        var fresh = alice.bytes(
                alice.request(path).header("Range", "bytes=0-9").header("If-Range", '"' + PAYLOAD.sha256() + '"'));

        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(stale.body()).hasSize((int) PAYLOAD.size());
        assertThat(fresh.statusCode()).isEqualTo(206);
    }

    @Test
    void knownBytesAreNotSentAgain() {
        var unchanged = alice.send(alice.request(path).header("If-None-Match", '"' + PAYLOAD.sha256() + '"'));

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
    }

    @Test
    void anInterruptedDownloadResumes() {
        var first = alice.bytes(alice.request(path).header("Range", "bytes=0-12345677"));
        var rest = alice.bytes(alice.request(path)
                .header("Range", "bytes=12345678-")
                .header("If-Range", first.headers().firstValue("ETag").orElseThrow()));

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(first.body().length + rest.body().length).isEqualTo((int) PAYLOAD.size());
        assertThat(rest.body()).startsWith(PAYLOAD.slice(12_345_678, 1000));
    }

    @Test
    void bytesAreReachableByFileIdAndByVersion() {
        alice.put("download/versions.txt", "first");
        String id = json(alice.put("download/versions.txt", "second"))
                .path("fileId")
                .asText();

        assertThat(alice.get("/api/files/" + id + "/content").body()).isEqualTo("second");
        assertThat(alice.get("/api/files/" + id + "/versions/1/content").body()).isEqualTo("first");
        assertThat(alice.get("/api/files/" + id + "/versions/3/content").statusCode())
                .isEqualTo(404);
    }
}

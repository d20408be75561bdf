package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What suits the line: advice for it (F-13), and compressed bodies on it (F-14). */
class LineIT {
    private static final byte[] TEXT = "the same line again\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);

    private final Client alice = Waybill.shared().alice();

    @Test
    void aPingAdvisesPartSizeAndParallelism() {
        var answer = alice.send(
                alice.request("/api/ping?roundTripMillis=80").POST(BodyPublishers.ofByteArray(new byte[1 << 20])));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("receivedBytes").asLong()).isEqualTo(1 << 20);
        assertThat(json(answer).path("partSizeBytes").asLong()).isGreaterThanOrEqualTo(8 << 20);
        assertThat(json(answer).path("parallelism").asInt()).isBetween(2, 6);
    }

    @Test
    void aCompressedFileArrivesAsItselfAndLeavesCompressed() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(sent)) {
            gzip.write(TEXT);
        }

        var stored = alice.send(alice.request(content("line/log.txt"))
                .header("Content-Encoding", "gzip")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofByteArray(sent.toByteArray())));
        var plain = alice.bytes(alice.request(content("line/log.txt")));
        var coded = alice.bytes(alice.request(content("line/log.txt")).header("Accept-Encoding", "gzip"));

        assertThat(stored.statusCode()).isEqualTo(201);
        assertThat(json(stored).path("size").asInt()).isEqualTo(TEXT.length);
        assertThat(plain.body()).isEqualTo(TEXT);
        assertThat(coded.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(coded.body())).readAllBytes())
                .isEqualTo(TEXT);
    }
}

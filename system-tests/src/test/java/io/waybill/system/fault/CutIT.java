package io.waybill.system.fault;

import static io.waybill.system.client.Client.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections are cut anywhere; what was acknowledged stays, what was not is asked for again. */
class CutIT {
    private final Client alice = Waybill.shared().alice();
    private final Tus tus = new Tus(alice);

    @Test
    void anUploadResumesWhereTheConnectionWasCut() {
        Payload payload = new Payload(51, 20_000_000);
        String url = tus.create("cut/resume.bin", payload.size());

        long offset = 0;
        for (long cut : new long[] {1, 300_000, 8_388_608, 9_000_001}) {
            try (RawHttp socket = new RawHttp(alice.gateway())) {
                socket.head(
                                "PATCH " + url + " HTTP/1.1",
                                "Host: " + alice.gateway().getAuthority(),
                                "Authorization: Bearer " + alice.token(),
                                "Tus-Resumable: 1.0.0",
                                "Upload-Offset: " + offset,
                                "Content-Type: application/offset+octet-stream",
                                "Content-Length: " + (payload.size() - offset))
                        .bytes(payload, offset, Math.min(cut, payload.size() - offset));
                socket.close();
            }
            long sentUpTo = offset + cut;
            long before = offset;
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(tus.offset(url)).isBetween(before, sentUpTo));
            offset = tus.offset(url);
        }
        tus.finish(url, payload);

        assertThat(alice.sha256Of(content("cut/resume.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void aResetInTheMiddleOfOneShotLeavesNothing() {
        Payload payload = new Payload(52, 20_000_000);

        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PUT " + content("cut/one-shot.bin") + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Content-Length: " + payload.size())
                    .bytes(payload, 0, 12_000_000)
                    .cut();
        }

        Waybill.shared().awaitNoStrayBytes();
        assertThat(alice.get(content("cut/one-shot.bin")).statusCode()).isEqualTo(404);
    }

    @Test
    void anUnfinishedChunkedBodyIsNeverTakenForAWholeOne() {
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PUT " + content("cut/chunked.bin") + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Transfer-Encoding: chunked")
                    .bytes("5\r\nhello\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }

        Waybill.shared().awaitNoStrayBytes();
        assertThat(alice.get(content("cut/chunked.bin")).statusCode()).isEqualTo(404);
    }
}

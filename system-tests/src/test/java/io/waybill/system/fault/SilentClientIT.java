package io.waybill.system.fault;

import static io.waybill.system.client.Client.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.ServiceProcess;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that stop in the middle and stay, at a gateway with little patience. */
class SilentClientIT {
    private static final Waybill WAYBILL = Waybill.shared();

    private static ServiceProcess impatient;
    private static Client alice;

    @BeforeAll
    static void open() {
        impatient = WAYBILL.stack()
                .startReplica(
                        "gateway-service", Map.of("WAYBILL_WIRE_BODY_SILENCE", "2S", "WAYBILL_WIRE_HEAD_WITHIN", "2S"));
        alice = new Client(URI.create(impatient.url()), WAYBILL.alice()::token);
    }

    @AfterAll
    static void close() {
        impatient.stop();
    }

    @Test
    void anUploadThatFallsSilentIsToldAndGoesOnWhereItWasAcknowledged() {
        Payload payload = new Payload(121, 3_000_000);
        Tus tus = new Tus(alice);
        String url = tus.create("silent/upload.bin", payload.size());
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 0",
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + payload.size())
                    .bytes(payload, 0, 1_000_000);

            assertThat(socket.answer())
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("application/problem+json")
                    .contains("\"request_timeout\"");
        }

        assertThat(tus.offset(url)).as("every byte that came is kept").isEqualTo(1_000_000);
        tus.finish(url, payload);
        assertThat(alice.sha256Of(content("silent/upload.bin"))).isEqualTo(payload.sha256());
        WAYBILL.awaitNoStrayBytes();
    }

    @Test
    void aFileThatFallsSilentLeavesNothing() {
        Payload payload = new Payload(122, 3_000_000);
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PUT " + content("silent/file.bin") + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Content-Length: " + payload.size())
                    .bytes(payload, 0, 1_000_000);

            assertThat(socket.answer()).startsWith("HTTP/1.1 408 ").contains("\"request_timeout\"");
        }

        assertThat(alice.get(content("silent/file.bin")).statusCode()).isEqualTo(404);
        WAYBILL.awaitNoStrayBytes();
    }

    @Test
    void aHeadThatFallsSilentIsTold() {
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.bytes("GET /api/files HTTP/1.1\r\nHost: x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(socket.answer()).startsWith("HTTP/1.1 408 ").contains("\"request_timeout\"");
        }
    }
}

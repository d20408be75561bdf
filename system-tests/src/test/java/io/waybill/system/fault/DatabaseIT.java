package io.waybill.system.fault;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL is killed: everybody is told to come back, and when it is back nothing acknowledged is lost. */
class DatabaseIT {
    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Tus tus = new Tus(alice);

    @AfterEach
    void mend() {
        waybill.startPostgres();
    }

    @Test
    void anUploadIsToldToComeBackAndResumes() {
        Payload payload = new Payload(71, 40_000_000);
        String url = tus.create("database/upload.bin", payload.size());
        long acknowledged = 9_000_000;
        assertThat(tus.patch(url, payload, 0, acknowledged).statusCode()).isEqualTo(204);
        String answer;
        try (RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: " + acknowledged,
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + (payload.size() - acknowledged))
                    .bytes(payload, acknowledged, 2_000_000);
            waybill.killPostgres();
            socket.bytes(payload, acknowledged + 2_000_000, 16_000_000);
            answer = socket.answer();
        }
        assertThat(answer)
                .startsWith("HTTP/1.1 503")
                .containsIgnoringCase("Retry-After: ")
                .contains("database_unavailable");
        assertIsUnavailable(tus.patch(url, payload, acknowledged, payload.size()));
        assertIsUnavailable(alice.put("database/one-shot.bin", new Payload(72, 2_000_000)));
        assertIsUnavailable(alice.put("database/small.bin", "small"));

        waybill.startPostgres();

        await().atMost(Duration.ofSeconds(30)).until(() -> tus.head(url).statusCode() == 200);
        assertThat(tus.offset(url)).isBetween(acknowledged, acknowledged + 18_000_000);
        tus.finish(url, payload);
        assertThat(alice.sha256Of(content("database/upload.bin"))).isEqualTo(payload.sha256());
        assertThat(alice.get(content("database/one-shot.bin")).statusCode()).isEqualTo(404);
        waybill.awaitNoStrayBytes();
    }

    @Test
    void listsAndDownloadsAreToldToComeBack() {
        Payload payload = new Payload(73, 1_000_000);
        String id =
                json(alice.put("database/listed.bin", payload)).path("fileId").asText();
        waybill.killPostgres();

        assertIsUnavailable(alice.get("/api/files?prefix=database/"));
        assertIsUnavailable(alice.get("/api/files/" + id));
        assertIsUnavailable(alice.delete("/api/files/" + id));
        assertIsUnavailable(alice.get("/api/uploads"));
        assertIsUnavailable(alice.get("/api/files/" + id + "/content"));

        waybill.startPostgres();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        alice.get("/api/files?prefix=database/").statusCode())
                .isEqualTo(200));
        assertThat(alice.sha256Of(content("database/listed.bin"))).isEqualTo(payload.sha256());
    }

    private static void assertIsUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(json(answer).path("code").asText()).isEqualTo("database_unavailable");
    }
}

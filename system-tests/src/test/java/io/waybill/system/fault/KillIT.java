package io.waybill.system.fault;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Processes are killed; nothing acknowledged is lost (DESIGN §5). */
class KillIT {
    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Tus tus = new Tus(alice);

    @Test
    void anUploadSurvivesKillOfTheTransferService() {
        Payload payload = new Payload(61, 40_000_000);
        String url = tus.create("kill/transfer.bin", payload.size());
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
                    .bytes(payload, acknowledged, 20_000_000);
            waybill.kill("transfer-service");
        }
        waybill.revive("transfer-service");

        long offset = tus.offset(url);
        assertThat(offset).isBetween(acknowledged, acknowledged + 20_000_000);
        tus.finish(url, payload);

        assertThat(alice.sha256Of(content("kill/transfer.bin"))).isEqualTo(payload.sha256());
        waybill.awaitNoStrayBytes();
    }

    @Test
    void aCommitFinishesWithoutItsClientWhenTheMetadataServiceReturns() {
        Payload payload = new Payload(62, 9_000_000);
        String url = tus.create("kill/metadata.bin", payload.size());
        tus.patch(url, payload, 0, 8_999_999);
        waybill.kill("metadata-service");

        var last = tus.patch(url, payload, 8_999_999, payload.size());

        assertThat(last.statusCode()).as(last.body()).isIn(204, 503);
        waybill.revive("metadata-service");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(json(alice.get(url)).path("state").asText()).isEqualTo("COMPLETED"));
        assertThat(alice.sha256Of(content("kill/metadata.bin"))).isEqualTo(payload.sha256());
    }

    @Test
    void kafkaDownDoesNotStopAnUploadAndItsEventsArriveLater() {
        waybill.stopKafka();
        Payload payload = new Payload(63, 1_000_000);
        try {
            assertThat(alice.put("kill/kafka.bin", payload).statusCode()).isEqualTo(201);
            assertThat(alice.sha256Of(content("kill/kafka.bin"))).isEqualTo(payload.sha256());
        } finally {
            waybill.startKafka();
        }

        waybill.awaitEveryEventSent();
        assertThat(waybill.eventsIn("waybill.files")).anyMatch(e -> e.contains("kill/kafka.bin"));
        assertThat(waybill.eventsIn("waybill.transfers")).anyMatch(e -> e.contains("kill/kafka.bin"));
    }

    @Test
    void aNewerRequestTakesOverFromAPausedReplica() {
        Payload payload = new Payload(64, 30_000_000);
        String url = tus.create("kill/takeover.bin", payload.size());
        tus.patch(url, payload, 0, 1_000_000);
        CompletableFuture<Integer> older;
        try (var second = waybill.secondPath();
                RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PATCH " + url + " HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Tus-Resumable: 1.0.0",
                            "Upload-Offset: 1000000",
                            "Content-Type: application/offset+octet-stream",
                            "Content-Length: " + (payload.size() - 1_000_000))
                    .bytes(payload, 1_000_000, 10_000_000);
            waybill.pause("transfer-service");
            try {
                new Tus(new Client(second.gateway(), alice::token)).finish(url, payload);
            } finally {
                waybill.resume("transfer-service");
            }
            older = CompletableFuture.supplyAsync(() -> {
                try {
                    socket.bytes(payload, 11_000_000, payload.size() - 11_000_000);
                    String answer = socket.answer();
                    return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
                } catch (java.io.UncheckedIOException closed) {
                    return 0;
                }
            });
            assertThat(older.join()).isIn(0, 409, 410, 404);
        }

        assertThat(alice.sha256Of(content("kill/takeover.bin"))).isEqualTo(payload.sha256());
        assertThat(json(alice.get("/api/files?prefix=kill/takeover.bin"))
                        .path("items")
                        .path(0)
                        .path("version")
                        .asInt())
                .isEqualTo(1);
        waybill.awaitNoStrayBytes();
    }

    @Test
    void watchersComeBackAfterTheNotificationServiceWasKilled() {
        waybill.kill("notification-service");
        waybill.revive("notification-service");

        try (Events events = new Events(alice).send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}")) {
            await().until(() -> !events.frames("snapshot").isEmpty());
            Payload payload = new Payload(65, 2_000_000);
            String url = tus.create("kill/watched.bin", payload.size());
            tus.finish(url, payload);
            String id = url.substring(url.lastIndexOf('/') + 1);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(events.events(id)).contains("io.waybill.upload.completed.v1"));
        }
    }
}

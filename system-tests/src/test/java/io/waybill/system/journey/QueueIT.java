package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import io.waybill.system.client.Tus;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service that is full lets uploads in by priority, and keeps their places through a power cut (F-12). */
class QueueIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Payload PAYLOAD = new Payload(612, 300_000);

    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Client bob = waybill.bob();

    @BeforeAll
    static void letOneInAtATime() {
        restartTransfer(Map.of(
                "WAYBILL_ADMISSION_MAX_UPLOADS", "1",
                "WAYBILL_ADMISSION_MAX_WAIT", "2M",
                "WAYBILL_ADMISSION_KEEP", "10M"));
    }

    @AfterAll
    static void letAllInAgain() {
        restartTransfer(Map.of());
    }

    @Test
    void waitingIsSeenPushedAndKeptThroughAPowerCut() {
        String late = create(alice, "queue/late.bin", 2);
        String urgent = create(bob, "queue/urgent.bin", 9);
        JsonNode before;
        try (RawHttp busy = keepBusy();
                Events watching = new Events(bob).send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}")) {
            await().until(() -> !watching.frames("snapshot").isEmpty());
            Later first = Later.of(() -> send(alice, late));
            awaitState(alice, late, "QUEUED");
            Later second = Later.of(() -> send(bob, urgent));
            awaitState(bob, urgent, "QUEUED");
            await().atMost(PATIENCE).until(() -> watching.frames("progress").stream()
                    .anyMatch(frame -> frame.path("upload")
                                    .path("state")
                                    .asText()
                                    .equals("QUEUED")
                            && frame.path("upload").path("uploadId").asText().equals(id(urgent))));
            before = status(alice, late);
            assertThat(before.path("ahead").asLong()).isEqualTo(1);
            assertThat(first.isDone() || second.isDone()).isFalse();

            waybill.kill("transfer-service");
            first.join();
            second.join();
        }
        waybill.revive("transfer-service");

        assertThat(status(alice, late).path("state").asText()).isEqualTo("QUEUED");
        assertThat(status(alice, late).path("queuedSince")).isEqualTo(before.path("queuedSince"));
        Later first;
        Later second;
        RawHttp busy = keepBusy();
        try (busy) {
            first = comeBack(alice, late);
            second = comeBack(bob, urgent);
        }

        assertThat(first.join()).isEqualTo(204);
        assertThat(second.join()).isEqualTo(204);
        assertThat(waybill.column(
                        "waybill_transfer",
                        "select id::text from upload where id in ('" + id(late) + "', '" + id(urgent)
                                + "') and state = 'COMPLETED' order by updated_at"))
                .containsExactly(id(urgent), id(late));
    }

    @Test
    void aPriorityThatIsNoneIsRefused() {
        HttpResponse<String> refused = alice.send(alice.request("/api/content/queue/x?priority=11")
                .PUT(java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("code").asText()).isEqualTo("malformed_request");
    }

    /** Somebody whose upload never ends. */
    private RawHttp keepBusy() {
        Client worker = waybill.admin();
        String upload = new Tus(worker).create("queue/busy.bin", PAYLOAD.size());
        RawHttp busy = new RawHttp(worker.gateway())
                .head(
                        "PATCH " + java.net.URI.create(upload).getPath() + " HTTP/1.1",
                        "Host: " + worker.gateway().getAuthority(),
                        "Authorization: Bearer " + worker.token(),
                        "Tus-Resumable: 1.0.0",
                        "Upload-Offset: 0",
                        "Content-Type: application/offset+octet-stream",
                        "Content-Length: " + PAYLOAD.size())
                .bytes(PAYLOAD, 0, 10_000);
        await().atMost(PATIENCE).until(() -> !column(
                        "select id::text from upload where lease_until is not null and id = '" + id(upload) + "'")
                .isEmpty());
        return busy;
    }

    private Later comeBack(Client owner, String upload) {
        String keptUntil = "select kept_until::text from admission_place where id = '" + id(upload) + "'";
        List<String> known = column(keptUntil);
        Later sent = Later.of(() -> send(owner, upload));
        await().atMost(PATIENCE).until(() -> !column(keptUntil).equals(known));
        return sent;
    }

    private List<String> column(String query) {
        return waybill.column("waybill_transfer", query);
    }

    private static String create(Client owner, String path, int priority) {
        return new Tus(owner)
                .tryCreate(Long.toString(PAYLOAD.size()), Map.of("path", path, "priority", Integer.toString(priority)))
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private static int send(Client owner, String upload) {
        return new Tus(owner).patch(upload, PAYLOAD, 0, PAYLOAD.size()).statusCode();
    }

    private static void awaitState(Client owner, String upload, String state) {
        await().atMost(PATIENCE)
                .until(() -> status(owner, upload).path("state").asText().equals(state));
    }

    private static JsonNode status(Client owner, String upload) {
        return json(owner.get(java.net.URI.create(upload).getPath()));
    }

    private static String id(String upload) {
        return upload.substring(upload.lastIndexOf('/') + 1);
    }

    private static void restartTransfer(Map<String, String> settings) {
        var transfer = Waybill.shared().stack().service("transfer-service");
        transfer.change(settings);
        transfer.restart();
    }

    /** A request that somebody else is sending; a status of 0 says that it broke. */
    private record Later(CompletableFuture<Integer> status) {
        static Later of(Supplier<Integer> request) {
            return new Later(CompletableFuture.supplyAsync(request, task -> new Thread(task).start())
                    .exceptionally(broken -> 0));
        }

        boolean isDone() {
            return status.isDone();
        }

        int join() {
            return status.join();
        }
    }
}

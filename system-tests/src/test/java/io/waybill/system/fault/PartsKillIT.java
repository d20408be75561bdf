package io.waybill.system.fault;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Parts;
import io.waybill.system.client.Payload;
import io.waybill.system.client.RawHttp;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbered parts, while processes are killed and paused: a part that was acknowledged is there. */
class PartsKillIT {
    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Parts parts = new Parts(alice);

    @Test
    void acknowledgedPartsSurviveAKillInTheMiddle() {
        Payload payload = new Payload(411, 120_000_000);
        JsonNode upload = parts.open("kill/parts.bin", payload.size());
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        ExecutorService connections = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Void>> sent = numbers(upload).stream()
                    .map(number ->
                            CompletableFuture.runAsync(() -> send(upload, payload, number, acknowledged), connections))
                    .toList();
            await().pollInterval(Duration.ofMillis(5)).until(() -> acknowledged.size() >= 3);
            waybill.kill("transfer-service");
            sent.forEach(CompletableFuture::join);
        } finally {
            connections.shutdown();
        }
        waybill.revive("transfer-service");

        List<Integer> received = parts.received(upload);
        assertThat(received).containsAll(acknowledged);
        numbers(upload).stream().filter(number -> !received.contains(number)).forEach(number -> {
            HttpResponse<String> stored = parts.put(upload, payload, number);
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        });

        HttpResponse<String> done = parts.complete(upload, payload.sha256());
        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(alice.sha256Of(content("kill/parts.bin"))).isEqualTo(payload.sha256());
        waybill.awaitNoStrayBytes();
    }

    @Test
    void aCompletionSurvivesAKillAtAnyMoment() {
        Payload payload = new Payload(412, 60_000_000);
        JsonNode upload = parts.open("kill/complete.bin", payload.size());
        numbers(upload).forEach(number -> parts.put(upload, payload, number));
        CompletableFuture<Integer> completing = CompletableFuture.supplyAsync(
                () -> parts.complete(upload, payload.sha256()).statusCode());
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> completing.isDone()
                        || !json(alice.get(Parts.url(upload)))
                                .path("state")
                                .asText()
                                .equals("OPEN"));
        waybill.kill("transfer-service");
        completing.handle((status, broken) -> null).join();
        waybill.revive("transfer-service");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            HttpResponse<String> done = parts.complete(upload, payload.sha256());
            assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
            assertThat(json(done).path("version").asInt()).isEqualTo(1);
        });
        assertThat(alice.sha256Of(content("kill/complete.bin"))).isEqualTo(payload.sha256());
        waybill.awaitNoStrayBytes();
    }

    @Test
    void aPausedReplicaIsTooLateWithItsPart() {
        Payload payload = new Payload(413, 30_000_000);
        JsonNode upload = parts.open("kill/late.bin", payload.size());
        byte[] late = Parts.part(upload, new Payload(999, payload.size()), 2);
        try (var second = waybill.secondPath();
                RawHttp socket = new RawHttp(alice.gateway())) {
            socket.head(
                            "PUT " + Parts.url(upload) + "/parts/2 HTTP/1.1",
                            "Host: " + alice.gateway().getAuthority(),
                            "Authorization: Bearer " + alice.token(),
                            "Content-Length: " + late.length)
                    .bytes(java.util.Arrays.copyOf(late, late.length - 1));
            waybill.pause("transfer-service");
            try {
                Parts other = new Parts(new Client(second.gateway(), alice::token));
                numbers(upload).forEach(number -> assertThat(
                                other.put(upload, payload, number).statusCode())
                        .isEqualTo(200));
                assertThat(other.complete(upload, payload.sha256()).statusCode())
                        .isEqualTo(201);
            } finally {
                waybill.resume("transfer-service");
            }
            assertThat(statusOfLast(socket, late)).isIn(0, 409, 503);
        }

        assertThat(alice.sha256Of(content("kill/late.bin"))).isEqualTo(payload.sha256());
        waybill.awaitNoStrayBytes();
    }

    private static int statusOfLast(RawHttp socket, byte[] part) {
        try {
            String answer = socket.bytes(new byte[] {part[part.length - 1]}).answer();
            return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        } catch (UncheckedIOException closed) {
            return 0;
        }
    }

    private void send(JsonNode upload, Payload payload, int number, Set<Integer> acknowledged) {
        try {
            if (parts.put(upload, payload, number).statusCode() == 200) {
                acknowledged.add(number);
            }
        } catch (UncheckedIOException killed) {
            // Then it was not acknowledged.
        }
    }

    private static List<Integer> numbers(JsonNode upload) {
        return IntStream.rangeClosed(1, upload.path("partCount").asInt())
                .boxed()
                .toList();
    }
}

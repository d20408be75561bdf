package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Parts;
import io.waybill.system.client.Payload;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file in numbered parts, in any order, over many connections and two replicas (F-04, F-06). */
class PartsIT {
    private static final Payload PAYLOAD = new Payload(401, 90_000_001);

    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();

    @Test
    void eightConnectionsToTwoReplicasSendOneFileInNoOrder() {
        Parts first = new Parts(alice);
        JsonNode upload = first.open("parts/eight.bin", PAYLOAD.size());
        int count = upload.path("partCount").asInt();
        List<Integer> numbers = new ArrayList<>();
        for (int twice = 0; twice < 2; twice++) {
            IntStream.rangeClosed(1, count).forEach(numbers::add);
        }
        Collections.shuffle(numbers, new Random(401));
        ExecutorService connections = Executors.newFixedThreadPool(8);
        try (var path = waybill.secondPath();
                Events events = new Events(alice).send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}")) {
            Parts second = new Parts(new Client(path.gateway(), alice::token));

            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                Parts replica = i % 2 == 0 ? first : second;
                int number = numbers.get(i);
                answers.add(CompletableFuture.supplyAsync(
                        () -> replica.put(upload, PAYLOAD, number).statusCode(), connections));
            }

            assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(200);
            assertThat(first.received(upload)).hasSize(count);
            HttpResponse<String> done = second.complete(upload, PAYLOAD.sha256());
            assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
            assertThat(done.body()).isEqualTo(first.complete(upload, null).body());
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(events.events(upload.path("id").asText())).contains("io.waybill.upload.completed.v1");
                assertThat(events.frames("progress").toString())
                        .contains(upload.path("id").asText());
            });
        } finally {
            connections.shutdown();
        }

        assertThat(alice.sha256Of(content("parts/eight.bin"))).isEqualTo(PAYLOAD.sha256());
        waybill.awaitNoStrayBytes();
    }

    @Test
    void aWrongDigestOfTheWholeLeavesNothingAnywhere() {
        Parts parts = new Parts(alice);
        Payload payload = new Payload(402, 20_000_000);
        JsonNode upload = parts.open("parts/wrong.bin", payload.size());
        for (int number = upload.path("partCount").asInt(); number >= 1; number--) {
            assertThat(parts.put(upload, payload, number).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = parts.complete(upload, PAYLOAD.sha256());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("code").asText()).isEqualTo("digest_mismatch");
        assertThat(json(refused).path("expected").asText()).isEqualTo(PAYLOAD.sha256());
        assertThat(json(refused).path("actual").asText()).isEqualTo(payload.sha256());
        assertThat(alice.get(content("parts/wrong.bin")).statusCode()).isEqualTo(404);
        waybill.awaitNothingLeftOf(Parts.url(upload));
    }

    @Test
    void missingPartsAreNamed() {
        Parts parts = new Parts(alice);
        Payload payload = new Payload(403, 20_000_000);
        JsonNode upload = parts.open("parts/missing.bin", payload.size());
        parts.put(upload, payload, 2);

        HttpResponse<String> early = parts.complete(upload, null);

        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(json(early).path("missing").toString())
                .isEqualTo("[{\"first\":1,\"last\":1},{\"first\":3,\"last\":3}]");
        assertThat(alice.delete(Parts.url(upload)).statusCode()).isEqualTo(204);
        waybill.awaitNothingLeftOf(Parts.url(upload));
    }
}

package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What became of uploads, counted, and by whom (F-25, F-26, F-27). */
class TransfersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Client alice = Waybill.shared().alice();
    private final String agent = "transfers-it/" + UUID.randomUUID();
    private final String mark = UUID.randomUUID().toString();

    @Test
    void everyUploadIsInTheHistoryOfItsOwner() {
        assertThat(alice.put("transfers/" + mark + "-done.bin", "some bytes", "User-Agent", agent)
                        .statusCode())
                .isEqualTo(201);
        assertThat(alice.put(
                                "transfers/" + mark + "-wrong.bin",
                                new Payload(71, 2_000_000),
                                "User-Agent",
                                agent,
                                "Repr-Digest",
                                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
                        .statusCode())
                .isEqualTo(400);
        String opened = open("transfers/" + mark + "-open.bin");
        assertThat(alice.delete(open("transfers/" + mark + "-cancelled.bin")).statusCode())
                .isEqualTo(204);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(transfers("name=" + mark).findValuesAsText("state"))
                        .containsExactly("CANCELLED", "OPEN", "FAILED", "COMPLETED"));

        JsonNode failed = transfers("name=" + mark + "&state=FAILED").get(0);
        JsonNode done = transfers("name=" + mark + "&state=COMPLETED").get(0);
        assertThat(failed.path("error").path("code").asText()).isEqualTo("digest_mismatch");
        assertThat(done.path("bytes").asLong()).isEqualTo(10);
        assertThat(done.path("client").path("agent").asText()).isEqualTo(agent);
        assertThat(done.path("client").path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(done.path("client").path("program").asText()).isEqualTo("waybill-cli");
        assertThat(json(alice.get("/api/files/" + done.path("fileId").asText()))
                        .path("path")
                        .asText())
                .isEqualTo(done.path("path").asText());
        assertThat(json(alice.get("/api/transfers/" + done.path("id").asText())))
                .isEqualTo(done);
        nobodyElseSees(done);
        counted(done.path("client").path("id").asText());
        alice.delete(opened);
    }

    private void nobodyElseSees(JsonNode done) {
        Client bob = Waybill.shared().bob();
        Client admin = Waybill.shared().admin();
        String owner = done.path("owner").asText();

        assertThat(bob.get("/api/transfers/" + done.path("id").asText()).statusCode())
                .isEqualTo(404);
        assertThat(json(bob.get("/api/transfers?name=" + mark)).path("items")).isEmpty();
        for (String list : List.of("", "/statistics", "/statistics/storage", "/clients")) {
            assertThat(bob.get("/api/transfers" + list + "?owner=" + owner).statusCode())
                    .isEqualTo(404);
            assertThat(alice.anonymous().get("/api/transfers" + list).statusCode())
                    .isEqualTo(401);
        }
        assertThat(json(admin.get("/api/transfers?owner=*&name=" + mark)).path("items"))
                .hasSize(4);
        assertThat(json(admin.get("/api/transfers/" + done.path("id").asText())))
                .isEqualTo(done);
    }

    private void counted(String client) {
        JsonNode mine = json(alice.get("/api/transfers/clients")).path("items");
        JsonNode statistics = json(alice.get("/api/transfers/statistics"));

        assertThat(mine.findValuesAsText("id")).contains(client);
        mine.forEach(one -> {
            if (one.path("id").asText().equals(client)) {
                assertThat(one.path("transfers").asLong()).isEqualTo(4);
                assertThat(one.path("completed").asLong()).isEqualTo(1);
                assertThat(one.path("unfinished").asLong()).isEqualTo(2);
                assertThat(one.path("bytes").asLong()).isEqualTo(10);
            }
        });
        assertThat(transfers("client=" + client).findValuesAsText("path")).hasSize(4);
        assertThat(statistics.path("total").path("completed").asLong()).isPositive();
        assertThat(statistics.path("total").path("failed").asLong()).isPositive();
        assertThat(statistics.path("total").path("cancelled").asLong()).isPositive();
        assertThat(statistics.path("total").path("successRate").asDouble()).isBetween(0.0, 1.0);
        JsonNode stored = json(alice.get("/api/transfers/statistics/storage")).path("items");
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).path("files").asLong()).isPositive();
        assertThat(stored.get(0).path("bytes").asLong())
                .isEqualTo(json(alice.get("/api/quota")).path("used").asLong());
        assertThat(statistics.path("days")).isNotEmpty();
        assertThat(statistics.path("types")).isNotEmpty();
    }

    private JsonNode transfers(String question) {
        return json(alice.get("/api/transfers?" + question)).path("items");
    }

    /** Opens an upload; its address. */
    private String open(String path) {
        String metadata = "path " + Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8));
        return alice.send(alice.request("/api/uploads")
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Length", "10")
                        .header("Upload-Metadata", metadata)
                        .header("User-Agent", agent)
                        .POST(BodyPublishers.noBody()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }
}

package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody stores more than they may, and everybody sees why (F-29). */
class QuotaIT {
    private static final int MIB = 1 << 20;

    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();
    private final Client admin = Waybill.shared().admin();
    private final String address =
            "/api/users/" + json(bob.get("/api/me")).path("subject").asText() + "/quota";

    @AfterEach
    void noLimit() {
        admin.delete(address);
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeItComes() {
        JsonNode before = json(bob.get("/api/quota"));
        long limit = before.path("used").asLong() + before.path("reserved").asLong() + 2 * MIB;
        assertThat(limit(admin, limit).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = bob.put("quota/large", new Payload(1, 3 * MIB));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(json(refused).path("code").asText()).isEqualTo("quota_exceeded");
        assertThat(json(refused).path("limit").asLong()).isEqualTo(limit);
        assertThat(json(refused).path("used").asLong())
                .isEqualTo(before.path("used").asLong());
        assertThat(bob.putChunked("quota/endless", new Payload(2, 3 * MIB)).statusCode())
                .isEqualTo(413);
        HttpResponse<String> taken = bob.putChunked("quota/fits", new Payload(3, 2 * MIB));
        assertThat(taken.statusCode()).isEqualTo(201);
        assertThat(bob.put("quota/small", "x").statusCode()).isEqualTo(413);
        assertThat(json(bob.get("/api/quota")).path("used").asLong()).isEqualTo(limit);

        String file = "/api/files/" + json(taken).path("fileId").asText();
        bob.delete(file);
        assertThat(bob.put("quota/small", "x").statusCode()).isEqualTo(413);
        bob.delete("/api/trash/" + json(taken).path("fileId").asText());
        assertThat(bob.put("quota/small", "x").statusCode()).isEqualTo(201);
    }

    @Test
    void onlyAdminsSeeAndSetTheQuotaOfOthers() {
        assertThat(alice.get(address).statusCode()).isEqualTo(404);
        assertThat(limit(alice, 1).statusCode()).isEqualTo(404);
        assertThat(limit(bob, 1).statusCode()).isEqualTo(403);
        assertThat(bob.get(address).statusCode()).isEqualTo(200);
        assertThat(admin.send(admin.request(address + "/recount").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(admin.get(address)).path("used").asLong())
                .isEqualTo(json(bob.get("/api/quota")).path("used").asLong());
    }

    private HttpResponse<String> limit(Client who, long bytes) {
        return who.send(who.request(address)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"limit\":" + bytes + "}")));
    }
}

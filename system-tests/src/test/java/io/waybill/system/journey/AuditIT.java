package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What people do is written down with where it came from, and an admin can prove that nothing was changed (F-48). */
class AuditIT {
    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();
    private final Client admin = Waybill.shared().admin();

    @Test
    void anUploadAndADeletionAreWrittenDown() {
        HttpResponse<String> uploaded = alice.put("audit/a.txt", "audited", "User-Agent", "auditor/1");
        String file = json(uploaded).path("fileId").asText();
        String request = uploaded.headers().firstValue("X-Request-Id").orElseThrow();
        alice.delete("/api/files/" + file);

        JsonNode entries = json(alice.get("/api/audit?file=" + file)).path("items");

        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).path("action").asText()).isEqualTo("file.trashed");
        assertThat(entries.get(0).path("address").asText()).isEqualTo("127.0.0.1");
        JsonNode committed = entries.get(1);
        assertThat(committed.path("action").asText()).isEqualTo("version.committed");
        assertThat(committed.path("actor").asText())
                .isEqualTo(json(alice.get("/api/me")).path("subject").asText());
        assertThat(committed.path("agent").asText()).isEqualTo("auditor/1");
        assertThat(committed.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(committed.path("requestId").asText()).isEqualTo(request);
        assertThat(json(bob.get("/api/audit?file=" + file)).path("items")).isEmpty();
        assertThat(json(admin.get("/api/audit?file=" + file)).path("items")).hasSize(2);
        assertThat(alice.get("/api/audit/export.csv?file=" + file).body().lines())
                .hasSize(3);
        assertThat(alice.get("/api/audit/export.jsonl?file=" + file).body().lines())
                .hasSize(2);
    }

    @Test
    void whatIsNotOnesOwnIsRefusedAndThatIsWrittenDown() {
        String file = "/api/files/"
                + json(alice.put("audit/b.txt", "mine")).path("fileId").asText();

        assertThat(bob.delete(file).statusCode()).isEqualTo(404);

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(json(bob.get("/api/audit?action=request.refused&result=not_found"))
                                .path("items")
                                .toString())
                        .contains("DELETE " + file));
    }

    @Test
    void anAdminProvesIt() {
        assertThat(bob.get("/api/audit/verify").statusCode()).isEqualTo(403);

        HttpResponse<String> verdict = admin.get("/api/audit/verify");

        assertThat(json(verdict).path("intact").asBoolean()).as(verdict.body()).isTrue();
    }
}

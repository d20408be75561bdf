package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Earlier versions and deleted files come back with their bytes, and go for good when their owner says so (F-21, F-22). */
class VersionsIT {
    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();

    @Test
    void anEarlierVersionComesBackWithItsBytes() {
        alice.put("versions/back.txt", "one");
        String file = "/api/files/"
                + json(alice.put("versions/back.txt", "second")).path("fileId").asText();

        assertThat(send(bob, "POST", file + "/versions/1/restore", null).statusCode())
                .isEqualTo(404);
        assertThat(send(alice, "POST", file + "/versions/1/restore", null).statusCode())
                .isEqualTo(201);
        assertThat(alice.get(content("versions/back.txt")).body()).isEqualTo("one");
        assertThat(alice.delete(file + "/versions/1").statusCode()).isEqualTo(204);
        assertThat(send(alice, "PUT", file + "/versions/3/label", "{\"label\":\"as signed\"}")
                        .statusCode())
                .isEqualTo(200);
        Waybill.shared().awaitNoStrayBytes();
        assertThat(alice.get(content("versions/back.txt")).body()).isEqualTo("one");
        assertThat(alice.get(file + "/versions/2/content").body()).isEqualTo("second");
        assertThat(alice.delete(file + "/versions/3/label").statusCode()).isEqualTo(204);
    }

    @Test
    void aDeletedFileComesBackUntilTheTrashIsEmptied() {
        String id = json(alice.put("versions/trash.txt", "kept")).path("fileId").asText();

        alice.delete("/api/files/" + id);
        assertThat(alice.get(content("versions/trash.txt")).statusCode()).isEqualTo(404);
        assertThat(alice.get("/api/trash").body()).contains(id);
        assertThat(bob.get("/api/trash").body()).doesNotContain(id);
        assertThat(send(bob, "POST", "/api/trash/" + id + "/restore", null).statusCode())
                .isEqualTo(404);
        assertThat(send(alice, "POST", "/api/trash/" + id + "/restore", null).statusCode())
                .isEqualTo(200);
        assertThat(alice.get(content("versions/trash.txt")).body()).isEqualTo("kept");

        alice.delete("/api/files/" + id);
        assertThat(bob.delete("/api/trash/" + id).statusCode()).isEqualTo(404);
        assertThat(alice.delete("/api/trash/" + id).statusCode()).isEqualTo(204);
        assertThat(alice.delete("/api/trash").statusCode()).isEqualTo(200);
        assertThat(send(alice, "POST", "/api/trash/" + id + "/restore", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRetentionRuleIsSeenBeforeItIsSet() {
        alice.put("versions/rule/a.txt", "one");
        alice.put("versions/rule/a.txt", "two");
        String rule = "{\"prefix\":\"versions/rule/\",\"keepLast\":1}";

        assertThat(json(send(alice, "POST", "/api/retention/preview", rule))
                        .path("versions")
                        .asInt())
                .isEqualTo(1);
        assertThat(send(alice, "PUT", "/api/retention", rule).statusCode()).isEqualTo(200);
        assertThat(alice.get("/api/retention").body()).contains("versions/rule/");
        assertThat(alice.delete("/api/retention?prefix=versions/rule/").statusCode())
                .isEqualTo(204);
    }

    private static HttpResponse<String> send(Client client, String method, String path, String body) {
        return client.send(client.request(path)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }
}

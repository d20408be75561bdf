package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Files and folders are moved, copied and described (F-23). */
class TreeIT {
    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();

    @Test
    void aFolderIsCopiedAndMovedAndItsBytesAreReadWhereItIs() {
        String id = json(alice.put("tree/from/1.txt", "one")).path("fileId").asText();
        alice.put("tree/from/deep/2.txt", "two");

        assertThat(post(bob, "/api/folders/move", "{\"from\":\"tree/from/\",\"to\":\"tree/to/\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(post(alice, "/api/folders/copy", "{\"from\":\"tree/from/\",\"to\":\"tree/copy/\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(alice, "/api/folders/move", "{\"from\":\"tree/from/\",\"to\":\"tree/to/\"}")
                        .body())
                .isEqualTo("{\"files\":2}");

        assertThat(alice.get(content("tree/to/1.txt")).body()).isEqualTo("one");
        assertThat(alice.get(content("tree/from/1.txt")).statusCode()).isEqualTo(404);
        alice.delete("/api/files/" + id + "?permanent=true");
        Waybill.shared().awaitNoStrayBytes();
        assertThat(alice.get(content("tree/copy/1.txt")).body()).isEqualTo("one");
        assertThat(alice.get(content("tree/copy/deep/2.txt")).body()).isEqualTo("two");
    }

    @Test
    void aFileIsDescribedMovedAndCopied() {
        String file = "/api/files/"
                + json(alice.put("tree/described.txt", "x")).path("fileId").asText();
        String etag = alice.get(file).headers().firstValue("ETag").orElseThrow();

        assertThat(patch(bob, file, "{\"tags\":[\"tree-tag\"]}", etag).statusCode())
                .isEqualTo(404);
        assertThat(patch(alice, file, "{\"tags\":[\"tree-tag\"]}", "\"other\"").statusCode())
                .isEqualTo(412);
        assertThat(patch(alice, file, "{\"tags\":[\"tree-tag\"]}", etag).statusCode())
                .isEqualTo(200);
        assertThat(json(alice.get("/api/files?tag=tree-tag")).path("items").findValuesAsText("path"))
                .containsExactly("tree/described.txt");
        assertThat(post(alice, file + "/move", "{\"path\":\"tree/moved.txt\"}").statusCode())
                .isEqualTo(200);
        assertThat(post(alice, file + "/copy", "{\"path\":\"tree/copied.txt\"}").statusCode())
                .isEqualTo(201);
        assertThat(alice.get(content("tree/moved.txt")).body()).isEqualTo("x");
        assertThat(alice.get(content("tree/copied.txt")).body()).isEqualTo("x");
    }

    private static HttpResponse<String> post(Client client, String path, String body) {
        return client.send(
                client.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> patch(Client client, String path, String body, String ifMatch) {
        return client.send(client.request(path)
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", ifMatch)
                .method("PATCH", BodyPublishers.ofString(body)));
    }
}

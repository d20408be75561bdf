package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What somebody with an account does with what another shares with them (F-28). */
class GrantIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();
    private final String toBob = json(bob.get("/api/me")).path("subject").asText();
    private final String folder = "grants/" + UUID.randomUUID() + "/";
    private final Payload payload = new Payload(31, 300_000);

    @Test
    void aReaderReadsAndWritesNothing() {
        alice.put(folder + "in/a b.bin", payload);
        alice.put(folder + "out.bin", payload);
        String given = give("in/", "read");

        assertThat(bob.get("/api/shared").body()).contains(given).doesNotContain(folder);
        JsonNode files = json(bob.get(at(given) + "/files")).path("items");
        assertThat(files).hasSize(1);
        assertThat(files.get(0).path("path").asText()).isEqualTo("a b.bin");
        assertThat(bob.sha256Of(at(given) + "/content/a%20b.bin")).isEqualTo(payload.sha256());
        HttpResponse<byte[]> part =
                bob.bytes(bob.request(at(given) + "/content/a%20b.bin").header("Range", "bytes=5-9"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(payload.slice(5, 5));
        for (String elsewhere :
                List.of("/content/out.bin", "/content/..%2Fout.bin", "/content/%2e%2e/out.bin", "/content")) {
            assertThat(bob.get(at(given) + elsewhere).statusCode())
                    .as(elsewhere)
                    .isIn(400, 404);
        }
        assertThat(put(given, "/content/a%20b.bin", "mine").statusCode()).isEqualTo(403);
        assertThat(bob.get(content(folder + "in/a b.bin")).statusCode()).isEqualTo(404);
        assertThat(alice.get(at(given) + "/content/a%20b.bin").statusCode()).isEqualTo(404);
    }

    @Test
    void aWriterUploadsVersionsThatAreTheirOwners() {
        alice.put(folder + "in/doc.txt", "one");
        String given = give("in/doc.txt", "write");
        String all = give("in/", "write");

        HttpResponse<String> second = put(given, "/content", "two");
        HttpResponse<String> fresh = put(all, "/content/sub/new.txt", "new");

        assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
        assertThat(json(second).path("version").asInt()).isEqualTo(2);
        assertThat(second.body()).doesNotContain(folder);
        assertThat(json(fresh).path("version").asInt()).isEqualTo(1);
        assertThat(alice.get(content(folder + "in/doc.txt")).body()).isEqualTo("two");
        assertThat(alice.get(content(folder + "in/doc.txt") + "?version=1").body())
                .isEqualTo("one");
        assertThat(alice.get(content(folder + "in/sub/new.txt")).body()).isEqualTo("new");
        HttpResponse<String> stale = bob.send(bob.request(at(given) + "/content")
                .header("If-Match", "\"0000\"")
                .PUT(BodyPublishers.ofString("three")));
        assertThat(json(stale).path("code").asText()).isEqualTo("precondition_failed");
        assertThat(json(bob.get("/api/files?prefix=" + folder)).path("items")).isEmpty();
    }

    @Test
    void whatIsTakenBackEndsAtOnceAlsoWhatIsUnderWay() throws Exception {
        Payload large = new Payload(32, 96 << 20);
        alice.put(folder + "large.bin", large);
        String given = give("large.bin", "read");
        HttpResponse<InputStream> slow = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(bob.request(at(given) + "/content").build(), BodyHandlers.ofInputStream());
        assertThat(slow.body().readNBytes(1000)).hasSize(1000);

        assertThat(alice.delete("/api/shares/" + given).statusCode()).isEqualTo(204);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(LinkIT.head(bob, at(given) + "/content"))
                .isEqualTo(404));
        String cutOff = "request=" + slow.headers().firstValue("X-Request-Id").orElseThrow() + " route=shared-content";
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gatewayLog().filter(line -> line.contains(cutOff)))
                .anyMatch(line -> line.contains("status=gone")));
        assertThatThrownBy(() -> slow.body().transferTo(OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class);
        assertThat(bob.get("/api/shared").body()).doesNotContain(given);
    }

    private static Stream<String> gatewayLog() throws IOException {
        Path log = Path.of(
                Waybill.shared().describe().services().get("gateway-service").log());
        return Files.readString(log, StandardCharsets.ISO_8859_1).lines();
    }

    private String give(String path, String access) {
        HttpResponse<String> answer = alice.send(alice.request("/api/shares")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"path\":\"" + folder + path + "\",\"grantee\":\"" + toBob
                        + "\",\"access\":\"" + access + "\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).doesNotContain("/s/");
        return json(answer).path("id").asText();
    }

    private static String at(String given) {
        return "/api/shared/" + given;
    }

    private HttpResponse<String> put(String given, String path, String text) {
        return bob.send(bob.request(at(given) + path).PUT(BodyPublishers.ofString(text)));
    }
}

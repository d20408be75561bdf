package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.stack.StackFile;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody without an account does with a link, through the whole system (F-28). */
class LinkIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Client anybody = alice.anonymous();
    private final String folder = "links/" + UUID.randomUUID() + "/";
    private final Payload payload = new Payload(28, 300_000);
    private final List<String> made = new ArrayList<>();

    @AfterEach
    void theTokensAreInNoLog() throws IOException {
        for (StackFile.Service service : waybill.describe().services().values()) {
            String log = Files.readString(Path.of(service.log()), StandardCharsets.ISO_8859_1);
            assertThat(made).noneMatch(link -> log.contains(link.substring("/s/".length())));
        }
        json(alice.get("/api/shares?limit=1000"))
                .path("items")
                .forEach(share -> alice.delete("/api/shares/" + share.path("id").asText()));
    }

    @Test
    void anybodyDownloadsWhatIsSharedAndNothingElse() {
        alice.put(folder + "in/a b.bin", payload);
        alice.put(folder + "out.bin", payload);
        JsonNode file = share("{\"path\":\"" + folder + "in/a b.bin\"}");
        JsonNode inside = share("{\"path\":\"" + folder + "in/\"}");

        assertThat(anybody.sha256Of(begun(link(file) + "/content"))).isEqualTo(payload.sha256());
        assertThat(anybody.sha256Of(begun(link(inside) + "/content/a%20b.bin"))).isEqualTo(payload.sha256());

        JsonNode facts = json(anybody.get(link(file) + "/facts"));
        assertThat(facts.path("name").asText()).isEqualTo("a b.bin");
        assertThat(facts.path("sizeBytes").asLong()).isEqualTo(payload.size());
        assertThat(facts.path("sha256").asText()).isEqualTo(payload.sha256());
        JsonNode files = json(anybody.get(link(inside) + "/files")).path("items");
        assertThat(files).hasSize(1);
        assertThat(files.get(0).path("path").asText()).isEqualTo("a b.bin");
        HttpResponse<String> page = anybody.get(link(inside));
        assertThat(page.body()).contains("a b.bin", "/content/a%20b.bin").doesNotContain(folder, "out.bin");
        for (String elsewhere : List.of("/content/out.bin", "/content/..%2Fout.bin", "/content/%2e%2e/out.bin")) {
            assertThat(anybody.get(link(inside) + elsewhere).statusCode()).isIn(400, 404);
        }
    }

    @Test
    void rangesAndRetriesOfOneDownloadCountOnce() {
        alice.put(folder + "r.bin", payload);
        JsonNode share = share("{\"path\":\"" + folder + "r.bin\",\"maxDownloads\":1}");
        String mine = begun(link(share) + "/content");
        String another = begun(link(share) + "/content");

        for (int from = 0; from < payload.size(); from += 100_000) {
            HttpResponse<byte[]> part =
                    anybody.bytes(anybody.request(mine).header("Range", "bytes=" + from + "-" + (from + 99_999)));
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(payload.slice(from, 100_000));
        }
        assertThat(anybody.sha256Of(mine)).isEqualTo(payload.sha256());

        assertThat(downloads(share)).isEqualTo(1);
        assertThat(json(anybody.get(another)).path("code").asText()).isEqualTo("share_used_up");
        assertThat(anybody.sha256Of(mine)).isEqualTo(payload.sha256());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        anybody.get(link(share) + "/content").statusCode())
                .isEqualTo(410));
        // The version that was begun goes on, whatever the file has become meanwhile.
        alice.put(folder + "r.bin", "another");
        assertThat(anybody.sha256Of(mine)).isEqualTo(payload.sha256());
    }

    @Test
    void fiftyAtOnceGetNoMoreThanTheLimit() {
        alice.put(folder + "l.bin", payload);
        JsonNode share = share("{\"path\":\"" + folder + "l.bin\",\"maxDownloads\":9}");
        ExecutorService clients = Executors.newFixedThreadPool(50);
        try {
            List<CompletableFuture<Integer>> all = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                HttpResponse<String> led = anybody.get(link(share) + "/content");
                                return led.statusCode() == 303
                                        ? anybody.bytes(anybody.request(location(led)))
                                                .statusCode()
                                        : led.statusCode();
                            },
                            clients))
                    .toList();

            List<Integer> answers = all.stream().map(CompletableFuture::join).toList();

            assertThat(answers.stream().filter(status -> status == 200)).hasSize(9);
            assertThat(answers.stream().filter(status -> status != 200)).containsOnly(410);
        } finally {
            clients.shutdown();
        }
        assertThat(downloads(share)).isEqualTo(9);
    }

    @Test
    void whoeverTakesALinkBackBreaksOffWhatIsUnderWay() throws Exception {
        Payload large = new Payload(29, 96 << 20);
        alice.put(folder + "large.bin", large);
        JsonNode share = share("{\"path\":\"" + folder + "large.bin\"}");
        String download = begun(link(share) + "/content");
        HttpResponse<InputStream> slow = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .build()
                .send(anybody.request(download).build(), BodyHandlers.ofInputStream());
        assertThat(slow.body().readNBytes(1000)).hasSize(1000);

        assertThat(alice.delete("/api/shares/" + share.path("id").asText()).statusCode())
                .isEqualTo(204);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(head(anybody, download)).isEqualTo(410));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(written(slow)).anyMatch(line -> line.contains("status=gone")));
        assertThatThrownBy(() -> slow.body().transferTo(OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class);
        assertThat(json(anybody.get(link(share) + "/facts")).path("code").asText())
                .isEqualTo("share_ended");
    }

    @Test
    void aPasswordIsAskedOfBrowsersAndPrograms() {
        alice.put(folder + "p.txt", "secret");
        JsonNode share = share("{\"path\":\"" + folder + "p.txt\",\"password\":\"correct horse\"}");
        String right = "Basic " + Base64.getEncoder().encodeToString(":correct horse".getBytes(StandardCharsets.UTF_8));
        String wrong = "Basic " + Base64.getEncoder().encodeToString(":wrong horse".getBytes(StandardCharsets.UTF_8));

        assertThat(anybody.get(link(share)).body()).contains("<form").doesNotContain("p.txt");
        assertThat(json(anybody.get(link(share) + "/facts")).path("code").asText())
                .isEqualTo("share_password");
        HttpResponse<String> refused =
                anybody.send(anybody.request(link(share) + "/content").header("Authorization", wrong));
        assertThat(json(refused).path("code").asText()).isEqualTo("share_password");
        HttpResponse<String> led =
                anybody.send(anybody.request(link(share) + "/content").header("Authorization", right));
        assertThat(anybody.get(location(led)).body()).isEqualTo("secret");

        HttpResponse<String> opened = anybody.send(anybody.request(link(share) + "/password")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("password=correct+horse")));
        assertThat(opened.statusCode()).isEqualTo(303);
        String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
        HttpResponse<String> page =
                anybody.send(anybody.request(link(share)).header("Cookie", cookie.substring(0, cookie.indexOf(';'))));
        assertThat(page.body()).contains("p.txt");
        assertThat(alice.get("/api/audit?action=share.password_refused").body()).contains(folder + "p.txt");
    }

    @Test
    void aDropBoxTakesFilesWithoutShowingOrOverwritingAny() {
        alice.put(folder + "inbox/a.txt", "hers");
        JsonNode share = share("{\"path\":\"" + folder + "inbox/\",\"access\":\"upload\",\"maxBytes\":400000}");

        HttpResponse<String> dropped =
                anybody.send(anybody.request(link(share) + "/drop/a.txt").PUT(BodyPublishers.ofString("theirs")));
        HttpResponse<String> large = anybody.send(anybody.request(link(share) + "/drop/large.bin")
                .header("Repr-Digest", payload.reprDigest())
                .PUT(BodyPublishers.ofByteArray(payload.slice(0, 300_000))));
        HttpResponse<String> broken = anybody.send(anybody.request(link(share) + "/drop/broken.bin")
                .header("Repr-Digest", payload.reprDigest())
                .PUT(BodyPublishers.ofString("other bytes")));
        HttpResponse<String> form = anybody.send(anybody.request(link(share) + "/drop")
                .header("Accept", "text/html")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\""
                        + "\r\n\r\nform\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.txt\""
                        + "\r\n\r\nout\r\n--b--\r\n")));

        assertThat(dropped.statusCode()).as(dropped.body()).isEqualTo(201);
        assertThat(dropped.body()).doesNotContain(folder, "a.txt");
        assertThat(json(large).path("sha256").asText()).isEqualTo(payload.sha256());
        assertThat(json(broken).path("code").asText()).isEqualTo("digest_mismatch");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body())
                .contains("One file was received", "1 was refused")
                .doesNotContain(folder);
        assertThat(alice.get(Client.content(folder + "inbox/a.txt")).body()).isEqualTo("hers");
        JsonNode files = json(alice.get("/api/files?prefix=" + Client.encode(folder)));
        assertThat(files.path("items"))
                .hasSize(4)
                .allSatisfy(file -> assertThat(file.path("path").asText()).startsWith(folder + "inbox/"));
        for (String hidden : List.of("/files", "/content/a.txt", "/preview/a.txt")) {
            assertThat(anybody.get(link(share) + hidden).statusCode()).isEqualTo(403);
        }
        assertThat(anybody.get(link(share)).body()).doesNotContain("a.txt");
        assertThat(json(anybody.send(anybody.request(link(share) + "/drop/more.bin")
                                .PUT(BodyPublishers.ofByteArray(new byte[400_001]))))
                        .path("code")
                        .asText())
                .isEqualTo("too_large");
    }

    @Test
    void whoMayOnlyLookSeesAPreviewAndNoBytes() {
        alice.put(folder + "look.txt", "the beginning of a text");
        JsonNode share = share("{\"path\":\"" + folder + "look.txt\",\"access\":\"preview\"}");

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(anybody.get(link(share) + "/preview").body()).isEqualTo("the beginning of a text"));

        assertThat(anybody.get(link(share) + "/content").statusCode()).isEqualTo(403);
        assertThat(anybody.get(link(share)).body()).contains("look.txt").doesNotContain("/content");
    }

    @Test
    void aFileInTheTrashIsSharedWithNobody() {
        String id = json(alice.put(folder + "t.txt", "t")).path("fileId").asText();
        JsonNode share = share("{\"path\":\"" + folder + "t.txt\"}");
        String download = begun(link(share) + "/content");
        assertThat(anybody.get(download).body()).isEqualTo("t");

        alice.delete("/api/files/" + id);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(anybody.get(download).statusCode()).isEqualTo(404));
        assertThat(anybody.get(link(share)).statusCode()).isEqualTo(404);
    }

    /** Asks for no bytes, which could be broken off in their turn. */
    static int head(Client who, String path) {
        return who.send(who.request(path).method("HEAD", BodyPublishers.noBody()))
                .statusCode();
    }

    private JsonNode share(String body) {
        HttpResponse<String> answer = alice.send(alice.request("/api/shares")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode share = json(answer);
        made.add(link(share));
        return share;
    }

    private static String link(JsonNode share) {
        return share.path("link").asText();
    }

    private String begun(String content) {
        return location(anybody.get(content));
    }

    private static String location(HttpResponse<String> led) {
        assertThat(led.statusCode()).as(led.body()).isEqualTo(303);
        return led.headers().firstValue("Location").orElseThrow();
    }

    private int downloads(JsonNode share) {
        for (JsonNode one : json(alice.get("/api/shares?limit=1000")).path("items")) {
            if (one.path("id").equals(share.path("id"))) {
                return one.path("downloads").asInt();
            }
        }
        throw new AssertionError("not listed");
    }

    /** What the gateway wrote about the request that {@code answer} is the beginning of. */
    private List<String> written(HttpResponse<?> answer) throws IOException {
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        Path log = Path.of(waybill.describe().services().get("gateway-service").log());
        return Files.readString(log, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.contains(id))
                .toList();
    }
}

package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.contracts.key.ApiKeyText;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Draft;
import io.waybill.system.client.Events;
import io.waybill.system.client.Parts;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tar;
import io.waybill.system.client.Tus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Keys for programs, through the gateway: what they are good for, by every protocol, and when that ends (F-42). */
class ApiKeyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DENIED = "insufficient_scope";

    private final Waybill waybill = Waybill.shared();
    private final Client alice = waybill.alice();
    private final Client bob = waybill.bob();
    private final String folder = "keys/" + UUID.randomUUID() + "/";

    @AfterAll
    static void noSecretIsInAnyLog() throws IOException {
        try (Stream<Path> logs = Files.walk(Waybill.shared().stack().home().resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                assertThat(ApiKeyText.isIn(text)).as(log.toString()).isFalse();
            }
        }
    }

    @Test
    void aKeyIsMadeUsedAndEndedAtEveryGateway() {
        JsonNode made = make("{\"name\":\"backup\",\"scopes\":[\"read\",\"write\"]}", alice);
        String text = made.path("key").asText();
        Client program = alice.withToken(text);

        assertThat(program.put(folder + "a.txt", "by a program").statusCode()).isEqualTo(201);
        HttpResponse<String> field =
                alice.send(alice.anonymous().request(content(folder + "a.txt")).header("X-API-Key", text));
        assertThat(field.body()).isEqualTo("by a program");
        JsonNode me = json(program.get("/api/me"));
        assertThat(me.path("subject")).isEqualTo(json(alice.get("/api/me")).path("subject"));
        assertThat(me.path("key").asText()).isEqualTo(made.path("id").asText());
        assertThat(listed(made).path("lastUsedAt").isMissingNode()).isFalse();
        assertThat(listed(made).has("key")).isFalse();

        try (var second = new SecondGateway(waybill)) {
            Client elsewhere = new Client(second.address(), () -> text);
            assertThat(elsewhere.get("/api/me").statusCode()).isEqualTo(200);
            assertThat(revoke(made, bob).statusCode()).isEqualTo(404);
            assertThat(program.get("/api/me").statusCode()).isEqualTo(200);

            assertThat(revoke(made, alice).statusCode()).isEqualTo(204);

            awaitEnd(elsewhere);
            awaitEnd(program);
        }
        assertThat(program.put(folder + "late.txt", "late").statusCode()).isEqualTo(401);
        assertThat(listed(made).path("active").asBoolean()).isFalse();
        assertThat(json(alice.get("/api/audit?action=key.revoked")).toString())
                .contains(made.path("id").asText());
    }

    @Test
    void aKeyEndsWithItsTime() {
        JsonNode made = make("{\"name\":\"short\",\"scopes\":[\"read\"],\"expiresInDays\":1}", alice);
        Client program = alice.withToken(made.path("key").asText());
        assertThat(program.get("/api/files?limit=1").statusCode()).isEqualTo(200);

        waybill.column(
                "waybill_metadata",
                "update api_key set expires_at = now() where id = '"
                        + made.path("id").asText() + "' returning id");

        awaitEnd(program);
        assertThat(program.get("/api/me").body()).contains("expired");
    }

    @Test
    void aKeyInAnAddressIsRefused() {
        String text = make("{\"name\":\"leak\",\"scopes\":[\"read\"]}", alice)
                .path("key")
                .asText();

        HttpResponse<String> refused = alice.get("/api/files?key=" + text);

        assertThat(json(refused).path("code").asText()).isEqualTo("credential_in_url");
        assertThat(refused.body()).doesNotContain(text);
    }

    @Test
    void aKeyForReadingWritesByNoProtocol() {
        Client reader = alice.withToken(make("{\"name\":\"r\",\"scopes\":[\"read\"]}", alice)
                .path("key")
                .asText());
        String file =
                json(alice.put(folder + "r.txt", "read me")).path("fileId").asText();
        String upload = new Tus(alice).create(folder + "open.bin", 10);
        JsonNode parts = new Parts(alice).open(folder + "parts.bin", 10);
        Payload payload = new Payload(5, 10);

        assertThat(reader.get("/api/files/" + file).statusCode()).isEqualTo(200);
        assertThat(reader.get(content(folder + "r.txt")).body()).isEqualTo("read me");
        for (HttpResponse<String> refused : List.of(
                reader.put(folder + "x", "x"),
                new Tus(reader).tryCreate("1", Map.of("path", folder + "x")),
                new Tus(reader).patch(upload, payload, 0, 10),
                new Tus(reader).delete(upload),
                reader.send(reader.request(upload)
                        .header("X-HTTP-Method-Override", "DELETE")
                        .header("Tus-Resumable", "1.0.0")
                        .POST(BodyPublishers.noBody())),
                new Draft(reader).tryOpen(folder + "x", 1),
                new Draft(reader).patch(upload, payload, 0, 10, true),
                new Parts(reader).tryOpen(folder + "x", 1),
                new Parts(reader).put(parts, payload, 1),
                new Parts(reader).complete(parts, null),
                batch(reader, "", folder + "x"),
                post(reader, "/api/files/" + file + "/move", "{\"path\":\"" + folder + "y\"}"),
                post(reader, "/api/files/" + file + "/copy", "{\"path\":\"" + folder + "y\"}"),
                post(reader, "/api/folders/move", "{\"from\":\"" + folder + "\",\"to\":\"y/\"}"),
                post(reader, "/api/keys", "{\"name\":\"more\",\"scopes\":[\"read\"]}"),
                reader.delete("/api/files/" + file),
                reader.delete("/api/trash"),
                reader.delete(upload))) {
            assertDenied(refused);
        }
        assertThat(new Tus(alice).offset(upload)).isZero();
        assertThat(alice.get("/api/files/" + file).statusCode()).isEqualTo(200);
        new Tus(alice).delete(upload);
        alice.delete(Parts.url(parts));
    }

    @Test
    void aKeyForOneFolderPutsNothingElsewhere() {
        Client scanner = scanner();
        String outside = "private-" + folder;

        for (HttpResponse<String> refused : List.of(
                scanner.put(outside + "x", "x"),
                scanner.put(folder.substring(0, folder.length() - 1), "the folder's own name"),
                new Tus(scanner).tryCreate("1", Map.of("path", outside + "x")),
                new Tus(scanner).tryCreate("1", Map.of("filename", "x")),
                new Tus(scanner).tryCreate("0", Map.of("path", outside + "x"), "Upload-Concat", "partial"),
                new Draft(scanner).tryOpen(outside + "x", 1),
                draft(scanner, "?path=" + Client.encode(outside + "x"), "Accept", "*/*"),
                draft(scanner, "", "Content-Disposition", "attachment; filename=\"x\""),
                new Parts(scanner).tryOpen(outside + "x", 1),
                scanner.send(scanner.request("/api/archives")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"prefix\":\"" + outside + "\"}"))),
                scanner.get(content(outside + "x")))) {
            assertDenied(refused);
        }
        JsonNode results = json(batch(scanner, "", folder + "in.txt", outside + "out.txt"));
        assertThat(results.path("results").get(0).path("version").isMissingNode())
                .as(results.toString())
                .isFalse();
        assertThat(results.toString()).contains(DENIED);
        assertThat(alice.get(content(outside + "out.txt")).statusCode()).isEqualTo(404);

        assertThat(scanner.put(folder + "deep/a.txt", "a").statusCode()).isEqualTo(201);
        Payload payload = new Payload(6, 1000);
        new Tus(scanner).finish(new Tus(scanner).create(folder + "tus.bin", payload.size()), payload);
        String unnamed = new Tus(scanner)
                .tryCreate("5", Map.of())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(json(scanner.get(unnamed)).path("path").asText()).startsWith(folder);
        new Tus(scanner).delete(unnamed);
    }

    @Test
    void aKeyForOneFolderSeesNothingElse() {
        Client scanner = scanner();
        String outside = "private-" + folder;
        Payload payload = new Payload(7, 10);
        String hidden =
                json(alice.put(outside + "h.txt", "hidden")).path("fileId").asText();
        String shown = json(alice.put(folder + "s.txt", "shown")).path("fileId").asText();
        String upload = new Tus(alice).create(outside + "u.bin", 10);
        JsonNode parts = new Parts(alice).open(outside + "p.bin", 10);
        String partial = new Tus(alice)
                .tryCreate("10", Map.of("path", outside + "part"), "Upload-Concat", "partial")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        new Tus(alice).finish(partial, payload);
        String archive = json(post(alice, "/api/archives", "{\"prefix\":\"" + outside + "\"}"))
                .path("id")
                .asText();

        for (HttpResponse<String> refused : List.of(
                scanner.get("/api/files/" + hidden),
                scanner.get("/api/files/" + hidden + "/content"),
                scanner.get("/api/files/" + hidden + "/versions/1/content"),
                scanner.get("/api/files/" + hidden + "/preview"),
                scanner.get("/api/files/" + hidden + "/thumbnail"),
                scanner.get("/api/archives/" + archive),
                scanner.delete("/api/archives/" + archive),
                post(scanner, "/api/archives", "{\"files\":[\"" + hidden + "\"]}"),
                post(scanner, "/api/archives", "{\"files\":[\"" + shown + "\",\"" + hidden + "\"]}"),
                scanner.get(upload),
                scanner.delete(upload),
                new Tus(scanner).patch(upload, payload, 0, 10),
                new Draft(scanner).patch(upload, payload, 0, 10, true),
                new Parts(scanner).put(parts, payload, 1),
                new Parts(scanner).complete(parts, null),
                new Tus(scanner)
                        .tryCreate(null, Map.of("path", folder + "f.bin"), "Upload-Concat", "final;" + partial))) {
            assertThat(refused.statusCode())
                    .as(refused.uri() + " " + refused.body())
                    .isEqualTo(404);
        }
        assertThat(new Tus(scanner).head(upload).statusCode()).isEqualTo(404);
        assertThat(scanner.get("/api/files?limit=1000").body()).contains(shown).doesNotContain(hidden);
        assertThat(scanner.get("/api/uploads").body()).doesNotContain(outside);
        assertThat(scanner.get("/api/archives").body()).doesNotContain(archive);
        assertThat(scanner.get("/api/files/" + shown + "/content").body()).isEqualTo("shown");
        assertThat(scanner.get("/api/audit").statusCode()).isEqualTo(403);
        String own = json(post(scanner, "/api/archives", "{\"files\":[\"" + shown + "\"]}"))
                .path("id")
                .asText();
        assertThat(scanner.get("/api/archives/" + own).statusCode()).isEqualTo(200);
        for (String id : List.of(archive, own)) {
            assertThat(alice.delete("/api/archives/" + id).statusCode()).isEqualTo(204);
        }
        for (String left : List.of(upload, partial, Parts.url(parts))) {
            alice.delete(left);
        }
    }

    @Test
    void aKeyForOneFolderHearsOfNothingElse() {
        try (Events events = new Events(scanner())) {
            events.send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events.frames("snapshot")).isNotEmpty());

            alice.put("private-" + folder + "e.txt", "unheard");
            String heard =
                    json(alice.put(folder + "e.txt", "heard")).path("fileId").asText();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events.events(heard)).isNotEmpty());
            assertThat(events.frames().toString()).doesNotContain("private-" + folder);
        }
    }

    private Client scanner() {
        return alice.withToken(
                make("{\"name\":\"s\",\"scopes\":[\"read\",\"write\"],\"pathPrefix\":\"" + folder + "\"}", alice)
                        .path("key")
                        .asText());
    }

    private static JsonNode make(String body, Client who) {
        HttpResponse<String> made = post(who, "/api/keys", body);
        assertThat(made.statusCode()).as(made.body().replaceAll("wb_\\w+", "…")).isEqualTo(201);
        return json(made);
    }

    private static HttpResponse<String> revoke(JsonNode key, Client who) {
        return who.delete("/api/keys/" + key.path("id").asText());
    }

    private JsonNode listed(JsonNode made) {
        for (JsonNode key : json(alice.get("/api/keys"))) {
            if (key.path("id").equals(made.path("id"))) {
                return key;
            }
        }
        throw new AssertionError("not listed");
    }

    private static void awaitEnd(Client program) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(program.get("/api/me").statusCode()).isEqualTo(401));
    }

    private static void assertDenied(HttpResponse<String> refused) {
        assertThat(refused.statusCode())
                .as(refused.request() + " " + refused.body())
                .isEqualTo(403);
        assertThat(json(refused).path("code").asText()).as(refused.body()).isEqualTo(DENIED);
    }

    private static HttpResponse<String> post(Client who, String path, String body) {
        return who.send(
                who.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> draft(Client who, String query, String... headers) {
        return who.send(who.request("/api/uploads" + query)
                .header("Upload-Complete", "?0")
                .headers(headers)
                .POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> batch(Client who, String query, String... names) {
        Tar tar = new Tar();
        for (String name : names) {
            tar.file(name, new Payload(9, 5));
        }
        return who.send(who.request("/api/batch" + query)
                .header("Content-Type", "application/x-tar")
                .POST(BodyPublishers.ofByteArray(tar.end())));
    }

    /** Another gateway in front of the same services. */
    private static final class SecondGateway implements AutoCloseable {
        private final io.waybill.stack.ServiceProcess process;

        SecondGateway(Waybill waybill) {
            process = waybill.stack().startReplica("gateway-service", Map.of());
        }

        URI address() {
            return URI.create(process.url());
        }

        @Override
        public void close() {
            process.stop();
        }
    }
}

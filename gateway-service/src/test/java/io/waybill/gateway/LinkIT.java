package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.share.ShareToken;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link at the door: its page, its password, its downloads, and what attackers try with it (F-28). */
@QuarkusTest
class LinkIT extends GatewayFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final String PASSWORD = "correct horse & co";
    private static final String EVIL = "<img src=x onerror=alert(1)>\"'&.txt";

    private static final String EVIL_PATH = "%3Cb%3E%20a%2Bb.txt";

    private final ShareToken token = ShareToken.from(new SecureRandom());
    private final UUID share = UUID.randomUUID();
    private final UUID file = UUID.randomUUID();
    private final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<HttpServerRequest> sent = new ConcurrentLinkedQueue<>();
    private final Map<String, Boolean> counted = new ConcurrentHashMap<>();

    private volatile JsonObject found;
    private volatile String refusal;
    private volatile int epoch;
    private volatile boolean endless;
    private volatile int verdict = 201;
    private volatile String said =
            "{\"path\":\"above/private folder/x (1)\",\"size\":5,\"sha256\":\"" + "ab".repeat(32) + "\"}";
    private final ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void answerQuestions() {
        found = new JsonObject()
                .put("id", share.toString())
                .put("owner", "alice")
                .put("ownerName", "Alice <b>")
                .put("access", "download")
                .put("fileId", file.toString())
                .put("path", "above/private folder/" + EVIL)
                .put("expiresAt", Instant.now().plusSeconds(3600).toString())
                .put("downloads", 0);
        service.behave(request -> {
            sent.add(request);
            request.body().onSuccess(body -> {
                bodies.add(body.toString());
                answer(request, body.toString());
            });
        });
    }

    private void answer(HttpServerRequest request, String body) {
        switch (request.path()) {
            case "/internal/shares/find" -> {
                boolean mine = new JsonObject(body)
                        .getString("digest")
                        .equals(token.digest().hex());
                if (!mine || refusal != null) {
                    problem(request, mine ? 410 : 404, mine ? refusal : "not_found", null);
                } else {
                    request.response()
                            .end(found.copy().put("passwordEpoch", epoch).encode());
                }
            }
            case "/internal/shares/password" -> {
                String said = new JsonObject(body).getString("password");
                if (said.equals(PASSWORD)) {
                    request.response().setStatusCode(204).end();
                } else if (said.equals("too many")) {
                    problem(request, 429, "too_many_attempts", 7);
                } else {
                    problem(request, 401, "share_password", null);
                }
            }
            case "/internal/shares/downloads" -> {
                String id = new JsonObject(body).getString("id");
                if (counted.isEmpty() || counted.containsKey(id)) {
                    counted.put(id, true);
                    request.response().setStatusCode(204).end();
                } else {
                    problem(request, 410, "share_used_up", null);
                }
            }
            case "/api/content/above/private%20folder/" + EVIL_PATH, "/api/batch" -> {
                left.add(body);
                request.response().setStatusCode(verdict).end(said);
            }
            case "/internal/content" -> request.response().end(stored());
            case "/api/files" ->
                request.response()
                        .end(new JsonObject()
                                .put(
                                        "items",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("path", "above/private folder/sub/" + EVIL)
                                                        .put("owner", "alice")
                                                        .put("size", 7)
                                                        .put("sha256", "ab".repeat(32))
                                                        .put("contentType", "text/plain")
                                                        .put("modifiedAt", "2026-11-29T10:00:00Z")))
                                .put("next", "c&\"x")
                                .encode());
            default -> {
                request.response().putHeader("Referrer-Policy", "unsafe-url");
                if (endless) {
                    request.response().setChunked(true).write("the beginning");
                } else {
                    request.response().end("bytes");
                }
            }
        }
    }

    @Test
    void thePageSaysWhatItIsAndNothingInItRuns() throws Exception {
        HttpResponse<String> page = send(browser(token.path()));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(page.headers().firstValue("X-Robots-Tag").orElse("")).contains("noindex");
        assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .hasSize(1)
                .allSatisfy(policy -> assertThat(policy)
                        .contains(
                                "default-src 'none'",
                                "style-src 'sha256-",
                                "form-action 'self'",
                                "frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        assertThat(page.body())
                .contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.txt", "Alice &lt;b&gt;")
                .contains("href=\"" + token.path() + "/content\"")
                .doesNotContain("<img", "<script", "private folder", file.toString(), "alice");
    }

    @Test
    void aFolderShowsPathsWithinAndNothingAboveIt() throws Exception {
        found = folder();

        HttpResponse<String> page = send(browser(token.path()));
        JsonObject list =
                new JsonObject(send(anonymous(token.path() + "/files?cursor=c")).body());

        assertThat(page.body())
                .contains("/content/sub/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E%22%27%26.txt\"")
                .contains("?cursor=c%26%22x\"")
                .doesNotContain("<img", "above", "alice");
        assertThat(list.getJsonArray("items").getJsonObject(0).fieldNames())
                .containsExactlyInAnyOrder("path", "sizeBytes", "sha256", "contentType", "modifiedAt");
        assertThat(list.getJsonArray("items").getJsonObject(0).getString("path"))
                .isEqualTo("sub/" + EVIL);
        HttpServerRequest asked = sent.stream()
                .filter(request -> request.path().equals("/api/files"))
                .reduce((one, next) -> next)
                .orElseThrow();
        assertThat(asked.getParam("prefix")).isEqualTo("above/private folder/");
        assertThat(asked.getParam("cursor")).isEqualTo("c");
        JsonObject claims = claims(asked.getHeader("Authorization"));
        assertThat(claims.getString("sub")).isEqualTo("alice");
        assertThat(claims.getString("scope")).isEqualTo("read");
        assertThat(claims.getString("path_prefix")).isEqualTo("above/private folder/");
        assertThat(claims.getJsonArray("groups")).containsExactly("user");
        assertThat(claims.getString("client_id")).isEqualTo("link " + share);
    }

    @Test
    void nobodyLeavesTheFolder() throws Exception {
        found = folder();
        for (String way :
                List.of("../secret", "%2e%2e/secret", "..%2Fsecret", "%2Fetc", "a%5Cb", "a%00", "a//b", ".")) {
            HttpResponse<String> refused = send(anonymousRaw(token.path() + "/content/" + way));
            assertThat(refused.statusCode()).as(way).isEqualTo(400);
        }

        assertThat(send(anonymous(token.path() + "/content/%252e%252e/secret")).statusCode())
                .isEqualTo(303);
        assertThat(send(anonymous(token.path() + "/content/a+b")).statusCode()).isEqualTo(303);

        assertThat(sent.stream()
                        .filter(request -> request.path().equals("/internal/content"))
                        .map(request -> request.getParam("path")))
                .containsExactly("above/private folder/%2e%2e/secret", "above/private folder/a+b");
        assertThat(send(anonymous(token.path() + "/content")).statusCode()).isEqualTo(404);
        found = found.copy().put("fileId", file.toString()).put("path", "above/private folder/x");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        send(anonymous(token.path() + "/content/y")).statusCode())
                .isEqualTo(404));
    }

    @Test
    void aDownloadIsCountedBeforeItsFirstByteAndOnceForAllItsRequests() throws Exception {
        HttpResponse<String> led = send(anonymous(token.path() + "/content"));
        String mine = led.headers().firstValue("Location").orElseThrow();
        String another = send(anonymous(token.path() + "/content"))
                .headers()
                .firstValue("Location")
                .orElseThrow();

        assertThat(led.statusCode()).isEqualTo(303);
        assertThat(mine).startsWith(token.path() + "/d/").isNotEqualTo(another);
        assertThat(counted).isEmpty();
        assertThat(send(anonymous(mine).method("HEAD", BodyPublishers.noBody())).statusCode())
                .isEqualTo(200);
        assertThat(counted).isEmpty();
        for (String range : List.of("bytes=0-", "bytes=0-1", "bytes=2-3")) {
            HttpResponse<String> part = send(anonymous(mine).header("Range", range));
            assertThat(part.body()).isEqualTo("bytes");
            assertThat(part.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        }
        assertThat(counted).hasSize(1);
        assertThat(send(anonymous(another)).statusCode()).isEqualTo(410);
        assertThat(sent.stream().filter(request -> request.path().startsWith("/api/")))
                .hasSize(4)
                .allSatisfy(request -> {
                    assertThat(request.uri()).isEqualTo("/api/files/" + file + "/versions/3/content");
                    assertThat(claims(request.getHeader("Authorization")).getString("path_prefix"))
                            .isEqualTo("above/private folder/" + EVIL);
                });
    }

    @Test
    void whoMayOnlyLookDownloadsNothing() throws Exception {
        String download = send(anonymous(token.path() + "/content"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        found = found.copy().put("access", "preview");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        send(anonymous(token.path() + "/content")).statusCode())
                .isEqualTo(403));
        assertThat(send(anonymous(download)).statusCode()).isEqualTo(403);
        assertThat(send(anonymous(token.path() + "/drop/x").PUT(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(counted).isEmpty();
        assertThat(send(browser(token.path())).body())
                .contains("href=\"" + token.path() + "/preview\"")
                .doesNotContain("/content");
        assertThat(send(anonymous(token.path() + "/preview")).body()).isEqualTo("bytes");
        assertThat(sent.stream().filter(request -> request.path().startsWith("/api/")))
                .allSatisfy(request -> assertThat(request.uri()).isEqualTo("/api/files/" + file + "/preview"));
    }

    @Test
    void aDropBoxTakesFilesAndTellsNothingOfTheFolder() throws Exception {
        found = folder().put("access", "upload");
        for (String path : List.of("/files", "/content", "/content/a", "/preview", "/preview/a")) {
            assertThat(send(anonymous(token.path() + path)).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(send(browser(token.path())).body())
                .contains("action=\"" + token.path() + "/drop\"", "type=\"file\"")
                .doesNotContain("<li>", "above");
        assertThat(sent).allSatisfy(request -> assertThat(request.path()).isEqualTo("/internal/shares/find"));

        HttpResponse<String> taken = send(anonymous(token.path() + "/drop/" + EVIL_PATH)
                .header("Repr-Digest", "sha-256=:x:")
                .header("If-Match", "\"x\"")
                .header("Idempotency-Key", "owner's")
                .header("Upload-Complete", "?0")
                .header("X-HTTP-Method-Override", "DELETE")
                .PUT(BodyPublishers.ofString("bytes")));

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(new JsonObject(taken.body()))
                .isEqualTo(new JsonObject().put("sizeBytes", 5).put("sha256", "ab".repeat(32)));
        assertThat(left).containsExactly("bytes");
        HttpServerRequest forwarded = sent.stream()
                .filter(request -> request.path().startsWith("/api/"))
                .findFirst()
                .orElseThrow();
        assertThat(forwarded.query()).isEqualTo("conflict=rename");
        assertThat(forwarded.getHeader("Repr-Digest")).isNotNull();
        for (String dropped : List.of("If-Match", "Idempotency-Key", "Upload-Complete", "X-HTTP-Method-Override")) {
            assertThat(forwarded.headers().contains(dropped)).as(dropped).isFalse();
        }
        JsonObject claims = claims(forwarded.getHeader("Authorization"));
        assertThat(claims.getString("scope")).isEqualTo("write");
        assertThat(claims.getString("path_prefix")).isEqualTo("above/private folder/");
        for (String way : List.of("a/b", "..%2Fa", "%2e%2e", "a%5Cb")) {
            assertThat(send(anonymousRaw(token.path() + "/drop/" + way).PUT(BodyPublishers.ofString("x")))
                            .statusCode())
                    .as(way)
                    .isEqualTo(400);
        }
        assertThat(left).hasSize(1);
    }

    @Test
    void whatIsRefusedSaysWhyAndNoMore() throws Exception {
        found = folder().put("access", "upload").put("maxBytes", 100);
        verdict = 413;
        said = "{\"code\":\"quota_exceeded\",\"detail\":\"above: 5 of 7 GiB\",\"used\":5,\"limit\":7}";

        HttpResponse<String> full =
                send(anonymous(token.path() + "/drop/" + EVIL_PATH).PUT(BodyPublishers.ofString("bytes")));
        assertThat(full.statusCode()).isEqualTo(413);
        assertThat(full.body()).contains("quota_exceeded").doesNotContain("GiB", "above", "\"used\"", "\"limit\"");
        verdict = 409;
        said = "{\"code\":\"path_conflict\",\"detail\":\"above/x is there\"}";
        HttpResponse<String> taken =
                send(anonymous(token.path() + "/drop/" + EVIL_PATH).PUT(BodyPublishers.ofString("bytes")));
        assertThat(taken.statusCode()).isEqualTo(503);
        assertThat(taken.body()).doesNotContain("above", "conflict");

        assertThat(send(anonymous(token.path() + "/drop/" + EVIL_PATH).PUT(BodyPublishers.ofByteArray(new byte[101])))
                        .body())
                .contains("too_large");
        assertThat(send(anonymous(token.path() + "/drop/" + EVIL_PATH)
                                .PUT(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[5]))))
                        .statusCode())
                .isEqualTo(400);
        assertThat(left).hasSize(2);
    }

    @Test
    void theFormOfADropBoxIsOurs() throws Exception {
        found = folder().put("access", "upload");
        verdict = 200;
        said = "{\"stored\":2,\"refused\":1,\"results\":[{\"path\":\"above/x\",\"status\":409}]}";
        HttpRequest.Builder form = browser(token.path() + "/drop")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("--b--"));

        HttpResponse<String> page = send(form);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("2 files were received", "1 was refused")
                .doesNotContain("above");
        assertThat(sent).anySatisfy(request -> assertThat(request.uri())
                .isEqualTo("/api/batch?conflict=rename&folder=above%2Fprivate%20folder%2F"));
        assertThat(send(form.header("Sec-Fetch-Site", "cross-site")).statusCode())
                .isEqualTo(403);
        assertThat(send(anonymous(token.path() + "/drop")
                                .header("Content-Type", "application/x-tar")
                                .POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(left).hasSize(1);
    }

    @Test
    void namesOfDownloadsCannotBeMadeUpOrTakenElsewhere() throws Exception {
        String mine = send(anonymous(token.path() + "/content"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String ticket = mine.substring(mine.lastIndexOf('/') + 1);
        char last = ticket.charAt(20);

        for (String wrong : List.of(
                "x",
                "0".repeat(96),
                ticket.substring(1),
                ticket.replace(last, last == 'A' ? 'B' : 'A'),
                ticket + ".")) {
            assertThat(send(anonymous(token.path() + "/d/" + wrong)).statusCode())
                    .as(wrong)
                    .isEqualTo(404);
        }
        found = found.copy().put("id", UUID.randomUUID().toString());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(send(anonymous(mine)).statusCode()).isIn(404, 410));
    }

    @Test
    void aPasswordIsAskedForBeforeAnythingIsTold() throws Exception {
        epoch = 1;

        HttpResponse<String> page = send(browser(token.path()));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<form method=\"post\" action=\"" + token.path() + "/password\">", "type=\"password\"")
                .doesNotContain("&lt;img", "Alice", "SHA-256");
        for (String path : List.of("/facts", "/files", "/content")) {
            HttpResponse<String> refused = send(anonymous(token.path() + path));
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.body()).contains("share_password").doesNotContain("img");
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
        }
        HttpResponse<String> led = send(browser(token.path() + "/content"));
        assertThat(led.statusCode()).isEqualTo(303);
        assertThat(led.headers().firstValue("Location")).contains(token.path());
        assertThat(sent).allSatisfy(request -> assertThat(request.path()).isEqualTo("/internal/shares/find"));
    }

    @Test
    void theFormLeavesACookieForThisLinkAlone() throws Exception {
        epoch = 1;

        HttpResponse<String> right = form(PASSWORD);
        String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(right.headers().firstValue("Location")).contains(token.path());
        assertThat(cookie)
                .contains("; Path=" + token.path() + ";", "; HttpOnly", "; SameSite=Strict", "; Max-Age=3600");
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertThat(send(browser(token.path()).header("Cookie", pair)).body()).contains("&lt;img");
        String download = send(anonymous(token.path() + "/content").header("Cookie", pair))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(send(anonymous(download)).body()).isEqualTo("bytes");
        for (String wrong : List.of(pair + "x", pair + "; " + pair, pair.substring(0, 40), "waybill-link=")) {
            assertThat(send(anonymous(token.path() + "/facts").header("Cookie", wrong))
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }

        epoch = 2;

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        send(anonymous(token.path() + "/facts").header("Cookie", pair))
                                .statusCode())
                .isEqualTo(401));
        assertThat(send(anonymous(download)).statusCode()).isEqualTo(410);
    }

    @Test
    void wrongPasswordsAreToldAndTooManyWait() throws Exception {
        epoch = 1;

        HttpResponse<String> wrong = form("nonsense <b>");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(wrong.body()).contains("role=\"alert\"", "<form").doesNotContain("nonsense");
        HttpResponse<String> blocked = form("too many");
        assertThat(blocked.statusCode()).isEqualTo(429);
        assertThat(blocked.headers().firstValue("Retry-After")).contains("7");
        HttpResponse<String> program =
                send(anonymous(token.path() + "/facts").header("Authorization", basic("anybody:too many")));
        assertThat(program.statusCode()).isEqualTo(429);
        assertThat(program.headers().firstValue("Retry-After")).contains("7");
        assertThat(program.body()).contains("too_many_attempts");
    }

    @Test
    void programsSendThePasswordWithTheRequest() throws Exception {
        epoch = 1;

        HttpResponse<String> facts =
                send(anonymous(token.path() + "/facts").header("Authorization", basic(":" + PASSWORD)));

        assertThat(new JsonObject(facts.body()).getString("name")).isEqualTo(EVIL);
        assertThat(facts.body()).doesNotContain("above", "alice");
        for (String wrong : List.of(basic(PASSWORD), "Basic !", "Bearer " + PASSWORD, basic(":wrong"))) {
            assertThat(send(anonymous(token.path() + "/facts").header("Authorization", wrong))
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
    }

    @Test
    void aPageOfAnotherSiteSendsNoForm() throws Exception {
        epoch = 1;
        for (Map<String, String> headers : List.of(
                Map.of("Origin", "https://evil.example"),
                Map.of("Origin", "null", "Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "cross-site"))) {
            HttpRequest.Builder request = formRequest(PASSWORD);
            headers.forEach(request::header);
            HttpResponse<String> refused = send(request);
            assertThat(refused.statusCode()).as(headers.toString()).isEqualTo(403);
            assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
        }
        assertThat(sent).noneMatch(request -> request.path().equals("/internal/shares/password"));
        HttpRequest.Builder ours =
                formRequest(PASSWORD).header("Origin", "null").header("Sec-Fetch-Site", "same-origin");
        assertThat(send(ours).statusCode()).isEqualTo(303);
    }

    @Test
    void guessesLearnNothingAndWhatHasEndedSaysSo() throws Exception {
        String guess = ShareToken.from(new SecureRandom()).path();
        for (String wrong : List.of(guess, guess + "/content", guess + "/d/x", "/s/short", "/s/" + "x".repeat(44))) {
            HttpResponse<String> refused = send(anonymous(wrong));
            assertThat(refused.statusCode()).as(wrong).isEqualTo(404);
            assertThat(refused.body()).contains("\"not_found\"").doesNotContain(wrong);
        }
        HttpResponse<String> page = send(browser(guess));
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<h1>").doesNotContain(guess);

        refusal = "share_ended";

        assertThat(send(anonymous(token.path() + "/facts")).body()).contains("share_ended");
        assertThat(send(browser(token.path())).statusCode()).isEqualTo(410);
    }

    @Test
    void aSignedInSessionOrTokenMeansNothingHereAndGoesNoFurther() throws Exception {
        String target = send(request(token.path() + "/content"))
                .headers()
                .firstValue("Location")
                .orElseThrow();

        assertThat(send(request(target).header("Cookie", "waybill-session=x").header("X-Waybill-Owner", "root"))
                        .statusCode())
                .isEqualTo(200);

        HttpServerRequest forwarded = sent.stream()
                .filter(request -> request.path().startsWith("/api/"))
                .findFirst()
                .orElseThrow();
        assertThat(claims(forwarded.getHeader("Authorization")).getString("client_id"))
                .isEqualTo("link " + share);
        assertThat(forwarded.headers().contains("Cookie")).isFalse();
        assertThat(forwarded.headers().contains("X-Waybill-Owner")).isFalse();
    }

    @Test
    void whatIsUnderWayEndsWithTheLink() throws Exception {
        endless = true;
        String target = send(anonymous(token.path() + "/content"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        CompletableFuture<HttpResponse<java.io.InputStream>> begun =
                CLIENT.sendAsync(anonymous(target).build(), BodyHandlers.ofInputStream());
        java.io.InputStream body = begun.get(30, TimeUnit.SECONDS).body();
        assertThat(body.readNBytes(3)).hasSize(3);
        CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> {
            try {
                return body.readAllBytes();
            } catch (IOException broken) {
                throw new CompletionException(broken);
            }
        });

        refusal = "share_ended";

        assertThatThrownBy(() -> rest.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(send(anonymous(target)).statusCode()).isEqualTo(410));
    }

    @Test
    void oneLinkDoesNotTakeAllConnections() throws Exception {
        int most = 256;
        endless = true;
        String target = send(anonymous(token.path() + "/content"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        List<HttpResponse<java.io.InputStream>> begun = new ArrayList<>();
        for (int n = 0; n < most; n++) {
            begun.add(CLIENT.send(anonymous(target).build(), BodyHandlers.ofInputStream()));
        }

        HttpResponse<String> refused = send(anonymous(target));

        assertThat(begun).allSatisfy(one -> assertThat(one.statusCode()).isEqualTo(200));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"rate_limited\"");
        assertThat(send(request("/api/files")).statusCode()).as("others").isEqualTo(200);
        for (HttpResponse<java.io.InputStream> one : begun) {
            one.body().close();
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        send(anonymous(token.path() + "/facts")).statusCode())
                .isEqualTo(200));
    }

    @Test
    void theTokenIsInNoLogAndInNothingThatGoesInside() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getLoggerName() + " " + record.getMessage() + " "
                        + java.util.Arrays.toString(record.getParameters()) + " " + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        ear.setLevel(Level.ALL);
        java.util.logging.Logger root = LogManager.getLogManager().getLogger("");
        root.addHandler(ear);
        try {
            String target = send(anonymous(token.path() + "/content"))
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            send(anonymous(target));
            send(browser(token.path()));
            send(anonymous(token.path() + "/nothing"));
            send(anonymous(token.path()).method("PUT", BodyPublishers.ofString("x")));
            send(anonymous(token.path() + "/d/x"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains("gateway.access")));
        } finally {
            root.removeHandler(ear);
        }

        assertThat(lines).noneMatch(line -> line.contains(token.text()));
        assertThat(bodies).noneMatch(body -> body.contains(token.text()));
        assertThat(sent).noneMatch(request -> (request.uri() + request.headers()).contains(token.text()));
    }

    @Test
    void whileNobodyCanTellTheAnswerIsLater() throws Exception {
        service.behave(request -> request.response().setStatusCode(500).end());

        HttpResponse<String> answer = send(anonymous(token.path() + "/facts"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private HttpRequest.Builder browser(String target) {
        return anonymous(target).header("Accept", HTML);
    }

    /** Without the cleaning that a URI gets by being resolved. */
    private HttpRequest.Builder anonymousRaw(String target) {
        return HttpRequest.newBuilder(java.net.URI.create(gateway.toString().replaceAll("/$", "") + target))
                .timeout(Duration.ofMinutes(2));
    }

    private HttpRequest.Builder formRequest(String password) {
        return browser(token.path() + "/password")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "password=" + java.net.URLEncoder.encode(password, StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> form(String password) throws Exception {
        return send(formRequest(password));
    }

    private JsonObject folder() {
        JsonObject folder = found.copy().put("path", "above/private folder/");
        folder.remove("fileId");
        return folder;
    }

    private String stored() {
        return new JsonObject()
                .put(
                        "version",
                        new JsonObject()
                                .put("fileId", file.toString())
                                .put("versionId", UUID.randomUUID().toString())
                                .put("version", 3)
                                .put("path", "above/private folder/" + EVIL)
                                .put("size", 1536)
                                .put("sha256", "cd".repeat(32))
                                .put("contentType", "text/plain")
                                .put("createdAt", "2026-11-29T10:00:00Z"))
                .put("storeKey", "o/00/x")
                .encode();
    }

    private static void problem(HttpServerRequest request, int status, String code, Integer retryAfter) {
        JsonObject problem =
                new JsonObject().put("code", code).put("status", status).put("detail", "As the service says.");
        if (retryAfter != null) {
            problem.put("retryAfter", retryAfter);
        }
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.encode());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject claims(String authorization) {
        String token = authorization.substring("Bearer ".length());
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }
}

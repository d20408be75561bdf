package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.key.ApiKeyText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key at the door: told from noise, asked about, turned into one internal token, and ended in the middle of things. */
@QuarkusTest
class ApiKeyIT extends GatewayFixture {
    private static final String CHECK = "/internal/keys/check";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApiKeyText key = ApiKeyText.from(new SecureRandom());
    private final Instant expires = Instant.now().plusSeconds(3600);

    private final AtomicInteger asked = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> questions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<HttpServerRequest> forwarded = new ConcurrentLinkedQueue<>();
    private volatile int verdict = 200;

    @BeforeEach
    void answerQuestions() {
        service.behave(request -> {
            if (!request.path().equals(CHECK)) {
                forwarded.add(request);
                request.response().end();
                return;
            }
            asked.incrementAndGet();
            request.body().onSuccess(body -> {
                questions.add(body.toString());
                request.response()
                        .setStatusCode(verdict)
                        .putHeader("Content-Type", verdict == 200 ? "application/json" : "application/problem+json")
                        .end(verdict == 200 ? holder() : refusal());
            });
        });
    }

    @Test
    void bothFieldsSayTheSameAndBecomeOneTokenWithWhatTheKeyIsGoodFor() throws Exception {
        HttpResponse<String> bearer = send(withKey("/api/files"));
        HttpResponse<String> field = send(anonymous("/api/files").header("X-API-Key", key.text()));

        assertThat(List.of(bearer.statusCode(), field.statusCode())).containsOnly(200);
        assertThat(forwarded).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers().contains("X-API-Key")).isFalse();
            JsonObject claims = claims(request.getHeader("Authorization"));
            assertThat(claims.getString("sub")).isEqualTo("alice");
            assertThat(claims.getString("scope")).isEqualTo("read");
            assertThat(claims.getString("key_id")).isEqualTo(key.id());
            assertThat(claims.getString("path_prefix")).isEqualTo("scans/");
            assertThat(claims.getJsonArray("groups")).containsExactly("user");
        });
        assertThat(forwarded.stream()
                        .map(request -> request.getHeader("Authorization"))
                        .distinct())
                .hasSize(1);
        assertThat(new JsonObject(send(withKey("/api/me")).body()))
                .isEqualTo(new JsonObject(
                                "{\"subject\":\"alice\",\"name\":\"Alice\",\"roles\":[\"user\"],\"scopes\":[\"read\"],"
                                        + "\"pathPrefix\":\"scans/\"}")
                        .put("key", key.id()));
    }

    @Test
    void theKeyItselfGoesNoFurther() throws Exception {
        send(withKey("/api/files"));

        assertThat(questions).hasSize(1).allSatisfy(question -> {
            assertThat(question).contains(key.id(), key.digest().hex()).doesNotContain(key.secret());
        });
    }

    @Test
    void manyRequestsAskOnce() throws Exception {
        Instant begun = Instant.now();
        for (int i = 0; i < 50; i++) {
            send(withKey("/api/files"));
        }

        long halfSeconds = Duration.between(begun, Instant.now()).toMillis() / 500 + 1;
        assertThat(asked.get()).isLessThanOrEqualTo((int) halfSeconds + 1);
    }

    @Test
    void aMistypedKeyIsRefusedWithoutAskingAnybody() throws Exception {
        String text = key.text();
        for (String wrong : List.of("wb_", text.substring(0, 65), text + "x", text.replace(key.id(), "AAAAAAAAAAAA"))) {
            assertRefused(anonymous("/api/files").header("Authorization", "Bearer " + wrong));
            assertRefused(anonymous("/api/files").header("X-API-Key", wrong));
        }

        assertThat(asked).hasValue(0);
    }

    @Test
    void twoCredentialsAreNone() throws Exception {
        assertRefused(withKey("/api/files").header("X-API-Key", key.text()));
        assertRefused(request("/api/files").header("X-API-Key", key.text()));
        assertRefused(anonymous("/api/files")
                .header("X-API-Key", key.text())
                .header("X-API-Key", ApiKeyText.from(new SecureRandom()).text()));
    }

    @Test
    void aKeyInAnAddressIsRefusedAndPassedToNobody() throws Exception {
        for (String target : List.of(
                "/api/files?api_key=" + key.text(),
                "/api/files?x=" + key.text().replace("_", "%5F"),
                "/api/files?x=" + key.text().replace("w", "%77"),
                "/api/content/" + key.text() + ".txt",
                "/health?" + key.text(),
                "/nowhere/" + key.text())) {
            HttpResponse<String> refused = send(request(target));

            assertThat(refused.statusCode()).as(target).isEqualTo(400);
            assertThat(refused.body()).contains("credential_in_url").doesNotContain(key.secret());
        }
        assertThat(forwarded).isEmpty();
    }

    @Test
    void whatTheServiceRefusesIsRefusedWithItsSentence() throws Exception {
        verdict = 401;

        assertThat(assertRefused(withKey("/api/files"))).contains("was revoked");
    }

    @Test
    void whileNobodyCanTellTheAnswerIsLater() throws Exception {
        verdict = 500;

        HttpResponse<String> answer = send(withKey("/api/files"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(forwarded).isEmpty();
    }

    @Test
    void aRevokedKeyEndsSoonAlsoForWhatIsUnderWay() throws Exception {
        CompletableFuture<Void> brokenOff = new CompletableFuture<>();
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        service.behave(request -> {
            if (request.path().equals(CHECK)) {
                request.response().setStatusCode(verdict).end(verdict == 200 ? holder() : refusal());
                return;
            }
            request.connection().closeHandler(closed -> brokenOff.complete(null));
            request.response().setChunked(true).write("the beginning");
            arrived.complete(null);
        });
        CompletableFuture<HttpResponse<String>> endless =
                CLIENT.sendAsync(withKey("/api/content/endless").build(), BodyHandlers.ofString());
        arrived.get(30, TimeUnit.SECONDS);

        verdict = 401;

        // Until then these are let in, and broken off as the first is.
        await().atMost(PATIENCE).ignoreException(IOException.class).untilAsserted(() -> assertThat(
                        send(withKey("/api/files")).statusCode())
                .isEqualTo(401));
        assertThatThrownBy(endless::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        brokenOff.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aSocketEndsWithTheKeyThatOpenedIt() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        service.behaveOnSockets(socket -> socket.closeHandler(gone -> closed.complete(null)));
        URI events = URI.create(gateway.toString().replaceFirst("http", "ws")).resolve("/api/events");
        CLIENT.newWebSocketBuilder()
                .header("X-API-Key", key.text())
                .buildAsync(events, new WebSocket.Listener() {})
                .get(30, TimeUnit.SECONDS);

        verdict = 401;

        closed.get(30, TimeUnit.SECONDS);
    }

    private HttpRequest.Builder withKey(String target) {
        return anonymous(target).header("Authorization", "Bearer " + key.text());
    }

    private String assertRefused(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).contains("\"unauthenticated\"").doesNotContain(key.secret());
        assertThat(forwarded).isEmpty();
        return answer.body();
    }

    private String holder() {
        return new JsonObject()
                .put("id", key.id())
                .put("owner", "alice")
                .put("ownerName", "Alice")
                .put("scopes", new JsonArray().add("read"))
                .put("pathPrefix", "scans/")
                .put("expiresAt", expires.toString())
                .encode();
    }

    private static String refusal() {
        return "{\"code\":\"unauthenticated\",\"status\":401,\"detail\":\"This API key was revoked. Make a new one.\"}";
    }

    private static JsonObject claims(String authorization) {
        String token = authorization.substring("Bearer ".length());
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }
}

package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.key.ApiKeyText;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.gateway.fixture.SessionSurroundings;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who asks too often is told when to come again, before a byte of a body is read. Windows of an hour: nothing comes back meanwhile. */
@QuarkusTest
@TestProfile(RequestLimitsIT.Strict.class)
class RequestLimitsIT extends SessionFixture {
    private static final int PER_USER = 6;
    private static final int PER_KEY = 3;
    private static final int PER_ADDRESS = 8;
    private static final int AT_ONCE = 4;

    private static final Pattern USER_LEFT = Pattern.compile("\"user\";r=(\\d+);t=(\\d+)");

    @Inject
    MeterRegistry meters;

    public static final class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "waybill.limits.requests.per-user", Integer.toString(PER_USER),
                    "waybill.limits.requests.per-key", Integer.toString(PER_KEY),
                    "waybill.limits.requests.per-address", Integer.toString(PER_ADDRESS),
                    "waybill.limits.requests.at-once-per-user", Integer.toString(AT_ONCE),
                    "waybill.limits.requests.window", "1H",
                    "waybill.limits.patience", "1M");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SessionSurroundings.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @Test
    void everyAnswerSaysWhatIsLeftAndTheLastSaysWhenToComeAgain() throws Exception {
        for (int i = 1; i <= PER_USER; i++) {
            HttpResponse<String> answer = send(of("carol", "/api/files/1"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(field(answer, "RateLimit-Policy")).isEqualTo("\"user\";q=6;w=3600");
            Matcher left = USER_LEFT.matcher(field(answer, "RateLimit"));
            assertThat(left.matches()).as(left.toString()).isTrue();
            assertThat(Integer.parseInt(left.group(1))).isEqualTo(PER_USER - i);
            assertThat(Integer.parseInt(left.group(2))).isBetween(i * 600 - 100, i * 600);
        }

        double before = refusals("user");
        HttpResponse<String> refused = send(of("carol", "/api/files/1"));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(field(refused, "Cache-Control")).isEqualTo("no-store");
        int seconds = Integer.parseInt(field(refused, "Retry-After"));
        assertThat(seconds).isBetween(500, 600);
        assertThat(field(refused, "RateLimit")).isEqualTo("\"user\";r=0;t=" + seconds);
        assertThat(field(refused, "RateLimit-Policy")).isEqualTo("\"user\";q=6;w=3600");
        JsonObject problem = new JsonObject(refused.body());
        assertThat(problem.getString("code")).isEqualTo("rate_limited");
        assertThat(problem.getString("type"))
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(problem.getJsonArray("violated-policies")).isEqualTo(JsonArray.of("user"));
        assertThat(problem.getInteger("retryAfter")).isEqualTo(seconds);
        assertThat(refusals("user")).isEqualTo(before + 1);
    }

    @Test
    void oneWhoIsOverDoesNotKeepOthersOut() throws Exception {
        exhaust("dave");

        assertThat(send(of("dora", "/api/files/1")).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenThatIsNewDoesNotBringNewRequests() throws Exception {
        exhaust("emil");

        assertThat(send(of("emil", "/api/me")).statusCode()).isEqualTo(429);
    }

    @Test
    void aBodyThatIsOneTooManyIsNeitherAskedForNorRead() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        exhaust("frida");
        service.behave(request -> reached.incrementAndGet());

        try (RawClient client = raw()) {
            client.send("PATCH /api/uploads/1 HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + oidc.token("frida")
                    + "\r\nContent-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.answer())
                    .startsWith("HTTP/1.1 429")
                    .containsIgnoringCase("connection: close")
                    .contains("rate_limited");
            assertThat(client.rest()).isEmpty();
        }
        assertThat(reached).hasValue(0);
    }

    @Test
    void anUploadUnderWayGoesOnWhenItsUserIsOver() throws Exception {
        CompletableFuture<String> begun = new CompletableFuture<>();
        service.behave(request -> {
            begun.complete(request.path());
            request.body().onSuccess(body -> request.response().end("got " + body.length()));
        });
        try (RawClient client = raw()) {
            client.send("PATCH /api/uploads/1 HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + oidc.token("gerd")
                    + "\r\nContent-Length: 600000\r\n\r\n");
            client.send(new byte[300_000]);
            begun.get(60, TimeUnit.SECONDS);
            for (int i = 1; i < PER_USER; i++) {
                send(of("gerd", "/api/me"));
            }
            HttpResponse<String> refused = send(of("gerd", "/api/me"));
            client.send(new byte[300_000]);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("got 600000");
        }
    }

    @Test
    void whoeverIsNotSignedInIsCountedByAddressAndProbesAreNotCounted() throws Exception {
        int allowed = 0;
        HttpResponse<String> answer = send(anonymous("/api/session"));
        while (answer.statusCode() == 200) {
            allowed++;
            answer = send(anonymous("/api/session").header("X-Forwarded-For", "192.0.2." + allowed));
        }

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(allowed).isEqualTo(PER_ADDRESS);
        assertThat(new JsonObject(answer.body()).getJsonArray("violated-policies"))
                .isEqualTo(JsonArray.of("address"));
        HttpResponse<String> guess = send(anonymous("/api/me").header("Authorization", "Bearer nonsense"));
        assertThat(guess.statusCode()).as("a credential that is none").isEqualTo(429);
        assertThat(send(of("hilde", "/api/me")).statusCode())
                .as("somebody else of that address")
                .isEqualTo(200);
        for (int i = 0; i < 2 * PER_ADDRESS; i++) {
            HttpResponse<String> probe = send(anonymous("/health"));
            assertThat(probe.statusCode()).isEqualTo(200);
            assertThat(probe.headers().firstValue("RateLimit")).isEmpty();
            assertThat(send(anonymous("/.well-known/jwks.json")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aKeyHasALimitOfItsOwnAndCountsForItsOwner() throws Exception {
        ApiKeyText key = ApiKeyText.from(new SecureRandom());
        service.behave(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end("{\"id\":\"" + key.id() + "\",\"owner\":\"ida\",\"ownerName\":\"Ida\",\"scopes\":[\"read\"],"
                        + "\"expiresAt\":\"" + Instant.now().plusSeconds(3600) + "\"}"));
        for (int i = 1; i <= PER_KEY; i++) {
            HttpResponse<String> answer = send(anonymous("/api/me").header("X-API-Key", key.text()));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(field(answer, "RateLimit-Policy")).isEqualTo("\"key\";q=3;w=3600, \"user\";q=6;w=3600");
        }

        HttpResponse<String> refused = send(anonymous("/api/me").header("X-API-Key", key.text()));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"violated-policies\":[\"key\"]");
        for (int i = PER_KEY; i < PER_USER; i++) {
            assertThat(send(of("ida", "/api/me")).statusCode()).isEqualTo(200);
        }
        assertThat(send(of("ida", "/api/me")).statusCode()).isEqualTo(429);
    }

    @Test
    void nobodyHasMoreUnderWayThanTheyMayAndOthersAreServed() throws Exception {
        BlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
        service.behave(held::add);
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        List<HttpServerRequest> arrived = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            slow.add(CLIENT.sendAsync(of("jan", "/api/files/1").build(), BodyHandlers.ofString()));
            arrived.add(held.poll(60, TimeUnit.SECONDS));
        }

        HttpResponse<String> refused = send(of("jan", "/api/files/1"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(field(refused, "RateLimit-Policy")).isEqualTo("\"user-at-once\";q=4;qu=\"concurrent-requests\"");
        assertThat(field(refused, "RateLimit")).isEqualTo("\"user-at-once\";r=0;t=1");
        assertThat(field(refused, "Retry-After")).isEqualTo("1");
        assertThat(send(of("jan", "/api/me")).statusCode())
                .as("what no service is asked for")
                .isEqualTo(200);
        CompletableFuture<HttpResponse<String>> other =
                CLIENT.sendAsync(of("jule", "/api/files/1").build(), BodyHandlers.ofString());
        held.poll(60, TimeUnit.SECONDS).response().end();
        assertThat(other.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);

        arrived.forEach(request -> request.response().end());
        for (CompletableFuture<HttpResponse<String>> one : slow) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        service.behave(request -> request.response().end("reached"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(of("jan", "/api/files/1")).statusCode() == 200);
    }

    private void exhaust(String user) throws Exception {
        for (int i = 0; i < PER_USER; i++) {
            assertThat(send(of(user, "/api/me")).statusCode()).isEqualTo(200);
        }
    }

    private HttpRequest.Builder of(String user, String target) {
        return anonymous(target).header("Authorization", "Bearer " + oidc.token(user));
    }

    private double refusals(String party) {
        return meters.counter("waybill.limited", "limit", "requests", "by", party)
                .count();
    }

    private static String field(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}

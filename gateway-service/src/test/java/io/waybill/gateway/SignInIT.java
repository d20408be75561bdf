package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SignInIT extends GatewayFixture {
    @AfterEach
    void bringTheProviderBack() {
        oidc.setAway(false);
    }

    @Test
    void saysWhoTheCallerIs() throws Exception {
        HttpResponse<String> answer = send(request("/api/me"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject("{\"subject\":\"alice\",\"name\":\"alice-name\",\"roles\":[\"user\"],"
                        + "\"scopes\":[\"read\",\"write\"]}"));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void replacesTheCredentialByOneTokenThatServicesTrust() throws Exception {
        CompletableFuture<String> authorization = new CompletableFuture<>();
        service.behave(request -> {
            authorization.complete(request.getHeader("Authorization"));
            request.response().end();
        });
        send(request("/api/files"));

        String[] parts = authorization
                .get(5, TimeUnit.SECONDS)
                .substring("Bearer ".length())
                .split("\\.", -1);
        JsonObject header = decoded(parts[0]);
        JsonObject claims = decoded(parts[1]);
        JsonObject key = new JsonObject(
                        send(anonymous("/.well-known/jwks.json")).body())
                .getJsonArray("keys")
                .getJsonObject(0);

        assertThat(header.getString("alg")).isEqualTo("ES256");
        assertThat(header.getString("kid")).isEqualTo(key.getString("kid"));
        assertThat(key.fieldNames()).containsExactlyInAnyOrder("kty", "crv", "x", "y", "kid", "use", "alg");
        assertThat(claims.getString("iss")).isEqualTo("waybill-gateway");
        assertThat(claims.getValue("aud")).isEqualTo("waybill");
        assertThat(claims.getString("sub")).isEqualTo("alice");
        assertThat(claims.getString("name")).isEqualTo("alice-name");
        assertThat(claims.getJsonArray("groups")).containsExactly("user");
        assertThat(claims.getString("scope")).isEqualTo("read write");
        assertThat(claims.getString("client_id")).isEqualTo("waybill-cli");
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(60);
    }

    @Test
    void makesOneInternalTokenForManyRequests() throws Exception {
        Set<String> authorizations = ConcurrentHashMap.newKeySet();
        service.behave(request -> {
            authorizations.add(request.getHeader("Authorization"));
            request.response().end();
        });
        String token = oidc.token("alice");
        for (int i = 0; i < 20; i++) {
            send(anonymous("/api/files").header("Authorization", "Bearer " + token));
        }

        assertThat(authorizations).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", "Bearer ..", "Bearer e30.e30.e30"})
    void refusesWhatIsNoToken(String authorization) throws Exception {
        assertRefused(anonymous("/api/files").header("Authorization", authorization));
    }

    @Test
    void refusesNobody() throws Exception {
        assertRefused(anonymous("/api/files"));
    }

    @Test
    void refusesInTheProtocolOfTheRequest() throws Exception {
        HttpResponse<String> refused = send(anonymous("/api/uploads").header("Tus-Resumable", "1.0.0"));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Tus-Resumable")).contains("1.0.0");
        assertThat(send(anonymous("/api/uploads")).headers().firstValue("Tus-Resumable"))
                .isEmpty();
    }

    @Test
    void refusesAnExpiredToken() throws Exception {
        assertRefused(claims -> claims.expiresAt(Instant.now().minusSeconds(120)));
    }

    @Test
    void refusesATokenOfAnotherIssuer() throws Exception {
        assertRefused(claims -> claims.issuer("http://elsewhere/realms/test"));
    }

    @Test
    void refusesATokenForSomebodyElse() throws Exception {
        assertRefused(claims -> claims.audience("account"));
    }

    @Test
    void refusesATokenThatNobodySigned() throws Exception {
        assertRefused(anonymous("/api/files").header("Authorization", "Bearer " + oidc.unsignedToken("alice")));
    }

    @Test
    void refusesAChangedToken() throws Exception {
        String[] alice = oidc.token("alice").split("\\.", -1);
        String[] bob = oidc.token("bob").split("\\.", -1);
        String mixed = alice[0] + "." + bob[1] + "." + alice[2];

        assertRefused(anonymous("/api/files").header("Authorization", "Bearer " + mixed));
    }

    @Test
    void refusesAPersonWithoutARole() throws Exception {
        HttpResponse<String> answer = send(with(claims -> claims.groups(Set.of("offline_access"))));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"forbidden\"");
    }

    @Test
    void learnsANewKeyOfTheProvider() throws Exception {
        oidc.addKey("second");
        String token = oidc.token("alice", "second", UnaryOperator.identity());

        HttpResponse<String> answer = send(anonymous("/api/me").header("Authorization", "Bearer " + token));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void goesOnTrustingKnownKeysWhileTheProviderIsAway() throws Exception {
        send(request("/api/me"));
        oidc.setAway(true);

        assertThat(send(request("/api/me")).statusCode()).isEqualTo(200);
    }

    private void assertRefused(UnaryOperator<JwtClaimsBuilder> change) throws Exception {
        assertRefused(with(change));
    }

    private HttpRequest.Builder with(UnaryOperator<JwtClaimsBuilder> change) {
        return anonymous("/api/files").header("Authorization", "Bearer " + oidc.token("mallory", "first", change));
    }

    private void assertRefused(HttpRequest.Builder request) throws Exception {
        service.behave(reached -> reached.response().end());

        HttpResponse<String> answer = send(request);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"unauthenticated\"");
        assertThat(service.requests()).isZero();
    }

    private static JsonObject decoded(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }
}

package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.waybill.gateway.fixture.RealSurroundings;
import io.waybill.stack.keycloak.KeycloakServer;
import io.waybill.stack.postgres.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The gateway with a real Keycloak, which is still down when the gateway starts, and a real database. */
@QuarkusTest
@TestProfile(KeycloakIT.RealParts.class)
@QuarkusTestResource(value = RealSurroundings.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    KeycloakServer keycloak;
    PostgresServer postgres;
    String earlierToken;

    @TestHTTPResource("/")
    URI gateway;

    @Test
    @Order(1)
    void startsBeforeKeycloakAndSaysSo() throws Exception {
        assertThat(get("/health", null).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = get("/api/me", earlierToken);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"unavailable\"", "sign-in service");
    }

    @Test
    @Order(2)
    void signsPeopleInOnceKeycloakIsThere() throws Exception {
        keycloak.start();
        String token = keycloak.token("alice");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> get("/api/me", token).statusCode() == 200);
        JsonObject alice = new JsonObject(get("/api/me", token).body());
        JsonObject admin =
                new JsonObject(get("/api/me", keycloak.token("admin")).body());

        assertThat(alice.getString("name")).isEqualTo("alice");
        assertThat(alice.getJsonArray("roles")).isEqualTo(JsonArray.of("user"));
        assertThat(admin.getJsonArray("roles")).isEqualTo(JsonArray.of("admin", "user"));
    }

    @Test
    @Order(3)
    void goesOnWhileKeycloakAndTheDatabaseAreAway() throws Exception {
        String bob = keycloak.token("bob");
        keycloak.stop();
        postgres.stop();

        assertThat(get("/api/me", bob).statusCode()).isEqualTo(200);
        assertThat(new JsonObject(get("/.well-known/jwks.json", null).body()).getJsonArray("keys"))
                .hasSize(1);
    }

    private HttpResponse<String> get(String target, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(target));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** Keeps these tests apart from those with a provider of their own. */
    public static final class RealParts implements QuarkusTestProfile {}
}

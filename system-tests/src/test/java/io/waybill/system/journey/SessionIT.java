package io.waybill.system.journey;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.stack.ServiceProcess;
import io.waybill.stack.keycloak.KeycloakServer;
import io.waybill.stack.keycloak.LocalUser;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Events;
import io.waybill.system.client.Visitor;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People sign in through the real sign-in service: with a browser, and with a code on a device without one (F-40). */
class SessionIT {
    private static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more";

    private final URI gateway = Waybill.shared().stack().gateway();
    private final String endpoints = Waybill.shared().stack().keycloak().issuer() + "/protocol/openid-connect";

    @Test
    void aSessionWorksAtEveryReplicaAndEndsAtAllOfThem() {
        Visitor alice = signedIn("alice");
        String origin = "http://" + gateway.getAuthority();
        ServiceProcess replica = Waybill.shared().stack().startReplica("gateway-service", Map.of());
        URI second = URI.create(replica.url());
        try (Events socket = new Events(second, Map.of("Cookie", alice.cookie(), "Origin", origin))) {
            String upload = json(alice.send(alice.script(gateway, "/api/uploads")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"path\":\"session/parts.bin\",\"sizeBytes\":10000000}"))))
                    .path("id")
                    .asText();
            String part = "/api/uploads/" + upload + "/parts/1";
            byte[] bytes = new byte[8 * 1024 * 1024];
            assertThat(alice.send(alice.script(second, part).PUT(BodyPublishers.ofByteArray(bytes)))
                            .statusCode())
                    .isEqualTo(200);
            String cookie = alice.cookie();

            JsonNode signedOut =
                    json(alice.send(alice.script(gateway, "/auth/logout").POST(BodyPublishers.noBody())));

            HttpResponse<String> next = new Visitor(second)
                    .send(alice.script(second, part).header("Cookie", cookie).PUT(BodyPublishers.ofByteArray(bytes)));
            assertThat(next.statusCode()).isEqualTo(401);
            await().atMost(Duration.ofSeconds(30)).until(socket::hasEnded);
            alice.visit(URI.create(signedOut.path("logoutUrl").asText()));
            assertThat(alice.visit(gateway.resolve("/auth/login")).body())
                    .as("the sign-in service asks again")
                    .contains("kc-form-login");
        } finally {
            replica.stop();
        }
    }

    @Test
    void whoSignsOutAtTheSignInServiceIsSignedOutHere() {
        Visitor bob = signedIn("bob");

        HttpResponse<String> asked = bob.visit(URI.create(endpoints + "/logout"));
        bob.submit(asked, Map.of("confirmLogout", "Logout"));

        await().atMost(Duration.ofSeconds(30)).until(() -> !bob.isSignedIn());
    }

    @Test
    void aWrongPasswordSignsNobodyIn() {
        Visitor stranger = new Visitor(gateway);

        HttpResponse<String> page = stranger.logIn(stranger.visit(gateway.resolve("/auth/login")), "alice", "wrong");

        assertThat(page.uri().toString()).startsWith(endpoints.substring(0, endpoints.indexOf("/realms")));
        assertThat(stranger.isSignedIn()).isFalse();
    }

    /** RFC 8628, as a command line does it: the person says yes in a browser elsewhere. */
    @Test
    void aDeviceIsLetInByItsCodeAndStaysInByRefreshing() throws Exception {
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        JsonNode begun = form(
                "/auth/device",
                Map.of("scope", "openid", "code_challenge", challenge, "code_challenge_method", "S256"));
        Map<String, String> poll = Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                begun.path("device_code").asText(),
                "code_verifier",
                VERIFIER);
        assertThat(form("/token", poll).path("error").asText()).isEqualTo("authorization_pending");

        Visitor person = new Visitor(gateway);
        LocalUser alice = user("alice");
        HttpResponse<String> question = person.logIn(
                person.visit(URI.create(begun.path("verification_uri_complete").asText())),
                alice.name(),
                alice.password());
        person.submit(question, Map.of("accept", "Yes"));

        Map<String, JsonNode> given = new HashMap<>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    given.put("tokens", form("/token", poll));
                    return given.get("tokens").has("access_token");
                });
        assertThat(nameOf(given.get("tokens"))).isEqualTo("alice");
        JsonNode again = form(
                "/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        given.get("tokens").path("refresh_token").asText()));
        assertThat(nameOf(again)).isEqualTo("alice");
    }

    private static String nameOf(JsonNode tokens) {
        Client device =
                Waybill.shared().alice().withToken(tokens.path("access_token").asText());
        return json(device.get("/api/me")).path("name").asText();
    }

    private JsonNode form(String endpoint, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("client_id", KeycloakServer.CLIENT_ID);
        return json(new Visitor(gateway)
                .send(HttpRequest.newBuilder(URI.create(endpoints + endpoint))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(Visitor.encoded(all)))));
    }

    private Visitor signedIn(String name) {
        LocalUser user = user(name);
        return new Visitor(gateway).signIn(user.name(), user.password());
    }

    private static LocalUser user(String name) {
        return Waybill.shared().describe().user(name);
    }
}

package io.waybill.system.journey;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import io.waybill.system.client.Tus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Another user's object is not there; without a good token nothing is (F-40, F-41). */
class AccessIT {
    private final Client alice = Waybill.shared().alice();
    private final Client bob = Waybill.shared().bob();
    private final Client admin = Waybill.shared().admin();

    @Test
    void anotherUsersFileIsNotFoundByAnyRoute() {
        String id = json(alice.put("access/private.txt", "mine")).path("fileId").asText();

        assertThat(bob.get("/api/files/" + id).statusCode()).isEqualTo(404);
        assertThat(bob.get("/api/files/" + id + "/versions").statusCode()).isEqualTo(404);
        assertThat(bob.get("/api/files/" + id + "/content").statusCode()).isEqualTo(404);
        assertThat(bob.get("/api/files/" + id + "/versions/1/content").statusCode())
                .isEqualTo(404);
        assertThat(bob.delete("/api/files/" + id).statusCode()).isEqualTo(404);
        assertThat(bob.get(content("access/private.txt")).statusCode()).isEqualTo(404);
        assertThat(bob.get("/api/files").body()).doesNotContain("private.txt");
        assertThat(alice.get("/api/files/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherUsersUploadIsNotFoundByAnyMethod() {
        Payload payload = new Payload(31, 100);
        String url = new Tus(alice).create("access/upload.bin", payload.size());
        Tus spy = new Tus(bob);

        assertThat(spy.head(url).statusCode()).isEqualTo(404);
        assertThat(spy.patch(url, payload, 0, 100).statusCode()).isEqualTo(404);
        assertThat(bob.get(url).statusCode()).isEqualTo(404);
        assertThat(bob.send(bob.request(url).header("Tus-Resumable", "1.0.0").DELETE())
                        .statusCode())
                .isEqualTo(404);
        new Tus(alice).finish(url, payload);
    }

    @Test
    void anAdminMayReadEverything() {
        String id = json(alice.put("access/seen-by-admin.txt", "mine"))
                .path("fileId")
                .asText();

        assertThat(admin.get("/api/files/" + id).statusCode()).isEqualTo(200);
        assertThat(admin.get("/api/files/" + id + "/content").body()).isEqualTo("mine");
    }

    @Test
    void withoutAGoodTokenEveryRouteIsRefused() {
        String good = alice.token();
        List<String> piece = List.of(good.split("\\.", -1));
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        List<Client> strangers = List.of(
                alice.anonymous(),
                alice.withToken("garbage"),
                alice.withToken(piece.get(0) + "." + piece.get(1) + "." + "AAAA"),
                alice.withToken(none + "." + piece.get(1) + "."),
                alice.withToken(Waybill.shared().foreignToken()));
        for (Client stranger : strangers) {
            for (String route : List.of("/api/me", "/api/files", "/api/uploads", content("x"))) {
                var refused = stranger.get(route);

                assertThat(refused.statusCode()).as(route).isEqualTo(401);
                assertThat(json(refused).path("code").asText()).isEqualTo("unauthenticated");
                assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .startsWith("Bearer");
            }
        }
    }

    @Test
    void aTokenIsGoodUntilItEndsAndNoLonger() {
        Client brief = alice.withToken(Waybill.shared().briefToken());

        assertThat(brief.get("/api/me").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(brief.get("/api/me").statusCode()).isEqualTo(401));
    }

    @Test
    void internalRoutesDoNotExistOutside() {
        for (String route : List.of(
                "/internal/versions",
                "/internal/content?path=x",
                "/api/../internal/versions",
                "/api/%2e%2e/internal/uploads",
                "//internal/uploads",
                "/api/files/..%2f..%2finternal%2fversions")) {
            assertThat(Waybill.shared().rawGet(alice, route)).as(route).isIn(400, 404);
        }
    }

    @Test
    void theApiIsDescribedAndCanBeTriedInABrowser() {
        var document = alice.anonymous().get("/q/openapi?format=json");
        var page = alice.anonymous().get("/q/swagger-ui/");

        assertThat(json(document).path("openapi").asText()).startsWith("3.1");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("swagger-ui");
    }

    /** No script of the page runs but those it is made of (CSP). */
    @Test
    void thePageThatShowsTheApiRunsNothingElse() throws Exception {
        var page = alice.anonymous().get("/q/swagger-ui/");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        Matcher scripts = Pattern.compile("<script(?: defer)?>(.*?)</script>", Pattern.DOTALL)
                .matcher(page.body());

        int inline = 0;
        while (scripts.find()) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(scripts.group(1).getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
            inline++;
        }
        assertThat(inline).isEqualTo(2);
        assertThat(policy).doesNotContain("unsafe");
    }

    @Test
    void aGoodTokenThatIsMeantForSomebodyElseIsRefused() {
        Client foreign = alice.withToken(Waybill.shared().stack().keycloak().foreignToken("alice"));

        assertThat(foreign.get("/api/me").statusCode()).isEqualTo(401);
    }

    @Test
    void iAmWhoISignedInAs() {
        assertThat(json(alice.get("/api/me")).path("name").asText()).isEqualTo("alice");
        assertThat(json(admin.get("/api/me")).path("roles").toString()).contains("admin");
    }
}

package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.json.JsonObject;
import io.waybill.gateway.fixture.Browser;
import io.waybill.gateway.fixture.RawClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People sign in and out with a browser, and nobody does so in their place (F-40). */
@QuarkusTest
@TestProfile(SessionFixture.WithSessions.class)
class BrowserSessionIT extends SessionFixture {
    @AfterEach
    void bringTheProviderBack() throws Exception {
        oidc.setAway(false);
        sql("delete from browser_session");
    }

    @Test
    void sendsABrowserToTheProviderWithWhatTiesTheAnswerToIt() throws Exception {
        HttpResponse<String> answer = browser().get("/auth/login?return=/files?a=b%26c");
        URI location = URI.create(answer.headers().firstValue("Location").orElseThrow());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(location.toString()).startsWith(oidc.issuer() + "/auth?");
        assertThat(location.getQuery().split("&"))
                .contains(
                        "response_type=code",
                        "client_id=waybill-gateway",
                        "redirect_uri=http://127.0.0.1:8080/auth/callback",
                        "scope=openid",
                        "code_challenge_method=S256");
        assertThat(location.getQuery()).containsPattern("state=[\\w-]{43}").containsPattern("nonce=[\\w-]{43}");
        assertThat(answer.headers().allValues("Set-Cookie")).singleElement().satisfies(cookie -> assertThat(cookie)
                .startsWith("waybill-sign-in-")
                .contains("; HttpOnly; SameSite=Lax; Max-Age=600")
                .doesNotContain(Browser.state(location)));
    }

    @Test
    void givesTheBrowserACookieAndKeepsTheTokens() throws Exception {
        CompletableFuture<HttpRequestSeen> seen = new CompletableFuture<>();
        service.behave(request -> {
            seen.complete(new HttpRequestSeen(request.getHeader("Authorization"), request.getHeader("Cookie")));
            request.response().end();
        });
        Browser browser = browser();
        URI authorization = browser.begin("/files?a=b");

        HttpResponse<String> answer =
                browser.callBack(oidc.code("alice", authorization), Browser.state(authorization), oidc.issuer());
        browser.get("/api/files");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("http://127.0.0.1:8080/files?a=b");
        assertThat(answer.headers().allValues("Set-Cookie")).anySatisfy(cookie -> assertThat(cookie)
                .matches("waybill-session=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax"));
        assertThat(answer.headers().map().toString()).doesNotContain("eyJ");
        JsonObject session = new JsonObject(browser.get("/api/session").body());
        assertThat(session.getBoolean("signedIn")).isTrue();
        assertThat(session.getString("subject")).isEqualTo("alice");
        assertThat(session.getString("name")).isEqualTo("alice-name");
        assertThat(seen.get(5, TimeUnit.SECONDS).authorization()).startsWith("Bearer eyJ");
        assertThat(seen.get().cookie()).isNull();
        String row = read("select browser_session::text || encode(sealed_tokens, 'escape') from browser_session");
        assertThat(row).contains("alice").doesNotContain(browser.session(), "refresh-", "eyJ");
    }

    private record HttpRequestSeen(String authorization, String cookie) {}

    @Test
    void nobodySignsAnotherBrowserIn() throws Exception {
        Browser attacker = browser();
        URI authorization = attacker.begin("/");
        String code = oidc.code("mallory", authorization);
        Browser victim = browser();

        assertFailed(victim, victim.callBack(code, Browser.state(authorization), oidc.issuer()));
        victim.begin("/");
        assertFailed(victim, victim.callBack(code, Browser.state(authorization), oidc.issuer()));
    }

    @Test
    void aCodeOfAnotherSignInIsNotTaken() throws Exception {
        Browser stolen = browser();
        String code = oidc.code("alice", stolen.begin("/"));
        Browser thief = browser();
        URI own = thief.begin("/");

        assertFailed(thief, thief.callBack(code, Browser.state(own), oidc.issuer()));
    }

    @Test
    void anAnswerIsTakenOnceAndFromTheProviderAlone() throws Exception {
        Browser browser = browser();
        URI authorization = browser.begin("/");
        String state = Browser.state(authorization);
        String code = oidc.code("alice", authorization);

        assertFailed(browser, browser.callBack(code, state, "https://other.example"));
        assertFailed(browser, browser.get("/auth/callback?state=" + state + "&code=" + code));
        assertFailed(browser, browser.get("/auth/callback?code=" + code));
        assertFailed(
                browser, browser.get("/auth/callback?state=" + state + "&error=access_denied&iss=" + oidc.issuer()));
        assertThat(browser.callBack(code, state, oidc.issuer()).statusCode()).isEqualTo(303);
        String session = browser.session();
        assertThat(browser.callBack(code, state, oidc.issuer()).statusCode()).isEqualTo(400);
        assertThat(isSignedIn(browser().with(session))).isTrue();
    }

    /** Cookies of localhost would not come back to 127.0.0.1, where the provider sends the browser. */
    @Test
    void aSignInBeginsUnderTheNameWhereItEnds() throws Exception {
        try (RawClient client = raw()) {
            client.send("GET /auth/login?return=/files HTTP/1.1\r\nHost: localhost:8080\r\n\r\n");

            assertThat(client.answer())
                    .startsWith("HTTP/1.1 303")
                    .containsIgnoringCase("location: http://127.0.0.1:8080/auth/login?return=%2Ffiles\r\n")
                    .doesNotContainIgnoringCase("set-cookie");
        }
    }

    /** What the sender says of itself in Host decides nothing about where people are sent. */
    @Test
    void aForgedHostChangesNoAddress() throws Exception {
        try (RawClient client = raw()) {
            client.send("GET /auth/login HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n");

            assertThat(client.answer())
                    .containsIgnoringCase("location: " + oidc.issuer())
                    .doesNotContain("evil.example");
        }
    }

    static Stream<UnaryOperator<JwtClaimsBuilder>> idTokensOfSomethingElse() {
        return Stream.of(
                claims -> claims.claim("nonce", "another"),
                claims -> claims.audience("another"),
                claims -> claims.claim("azp", "another"),
                claims -> claims.issuer("https://other.example"),
                claims -> claims.subject("somebody-else"),
                claims -> claims.expiresAt(Instant.now().minusSeconds(120)),
                claims -> claims.issuedAt(Instant.now().minusSeconds(7200)));
    }

    @ParameterizedTest
    @MethodSource("idTokensOfSomethingElse")
    void anIdTokenOfSomethingElseSignsNobodyIn(UnaryOperator<JwtClaimsBuilder> change) throws Exception {
        Browser browser = browser();

        assertFailed(browser, browser.finish("alice", change));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/%5Cevil.example", "/%0d%0aSet-Cookie:x=y"})
    void aLinkOfOursLeadsToNobodyElse(String target) throws Exception {
        HttpResponse<String> answer = browser().get("/auth/login?return=" + target);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void signingInAgainEndsTheSessionOfBefore() throws Exception {
        Browser browser = browser().signIn("alice");
        String first = browser.session();

        browser.signIn("bob");

        assertThat(browser.session()).isNotEqualTo(first);
        assertThat(isSignedIn(browser().with(first))).isFalse();
        assertThat(browser.get("/api/me").body()).contains("\"bob\"");
    }

    static Stream<UnaryOperator<HttpRequest.Builder>> requestsOfOtherPages() {
        return Stream.of(
                request -> request,
                request -> request.header("X-Waybill-Request", "1"),
                request -> request.header("Origin", "http://127.0.0.1:8080"),
                request -> request.header("Sec-Fetch-Site", "same-origin"),
                request -> request.header("X-Waybill-Request", "1").header("Origin", "https://evil.example"),
                request -> request.header("X-Waybill-Request", "1").header("Origin", "null"),
                request -> request.header("X-Waybill-Request", "1").header("Sec-Fetch-Site", "cross-site"),
                request -> request.header("X-Waybill-Request", "1").header("Sec-Fetch-Site", "same-site"),
                request -> request.header("X-Waybill-Request", "1").header("Sec-Fetch-Site", "none"),
                request -> request.header("X-Waybill-Request", "1")
                        .header("Sec-Fetch-Site", "same-origin")
                        .header("Origin", "https://app.example.org"));
    }

    @ParameterizedTest
    @MethodSource("requestsOfOtherPages")
    void aPageOfAnotherSiteChangesNothingWithSomebodysCookie(UnaryOperator<HttpRequest.Builder> change)
            throws Exception {
        Browser browser = browser().signIn("alice");

        HttpResponse<String> answer =
                browser.send(change.apply(browser.request("/api/uploads")).POST(BodyPublishers.noBody()));

        assertProblem(answer, 403, "cross_site");
        assertThat(service.requests()).isZero();
        assertThat(browser.send(change.apply(browser.request("/auth/logout")).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(isSignedIn(browser)).isTrue();
    }

    @Test
    void aPageOfAnotherSiteEmbedsNothingButMayLinkHere() throws Exception {
        Browser browser = browser().signIn("alice");

        HttpResponse<String> embedded = browser.send(browser.request("/api/content/a.png")
                .header("Sec-Fetch-Site", "same-site")
                .header("Sec-Fetch-Mode", "no-cors")
                .header("Sec-Fetch-Dest", "image"));
        HttpResponse<String> linked = browser.send(browser.request("/api/content/a.png")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Dest", "document"));

        assertProblem(embedded, 403, "cross_site");
        assertThat(linked.body()).isEqualTo("reached");
    }

    @Test
    void ourOwnPageAndProgramsWithATokenMayWork() throws Exception {
        Browser browser = browser().signIn("alice");

        assertThat(browser.post("/api/uploads").body()).isEqualTo("reached");
        assertThat(browser.send(browser.request("/api/uploads")
                                .header("X-Waybill-Request", "1")
                                .header("Origin", "http://127.0.0.1:8080")
                                .POST(BodyPublishers.noBody()))
                        .body())
                .isEqualTo("reached");
        assertThat(send(request("/api/uploads").POST(BodyPublishers.noBody())).body())
                .isEqualTo("reached");
    }

    @Test
    void ofManyRequestsOneAsksTheProviderAgain() throws Exception {
        Browser browser = browser().signIn("alice");
        int before = oidc.refreshes();
        isDue("alice");

        assertThat(together(
                        12,
                        () -> browser.with(browser.session()).get("/api/files").statusCode()))
                .containsOnly(200);

        assertThat(oidc.refreshes()).isEqualTo(before + 1);
    }

    @Test
    void manyRequestsWaitForTheAnswerWhereWhatIsKnownHoldsNoLonger() throws Exception {
        Browser browser = browser().signIn("alice");
        int before = oidc.refreshes();
        isDue("alice");
        sql("update browser_session set good_until = now() - interval '1 second'");

        assertThat(together(
                        6,
                        () -> browser.with(browser.session()).get("/api/files").statusCode()))
                .containsOnly(200);

        assertThat(oidc.refreshes()).isEqualTo(before + 1);
    }

    @Test
    void theCookieChangesWithTheTokensAndTheOldOneEndsWhenTheNewOneWasShown() throws Exception {
        Browser browser = browser().signIn("alice");
        String first = browser.session();
        isDue("alice");
        browser.post("/api/uploads");
        assertThat(browser.session()).as("an upload's answer may come late").isEqualTo(first);

        browser.get("/api/files");
        String second = browser.session();
        assertThat(second).isNotEqualTo(first);
        assertThat(isSignedIn(browser().with(first)))
                .as("the answer may be lost")
                .isTrue();
        assertThat(isSignedIn(browser)).isTrue();
        assertThat(isSignedIn(browser().with(first))).as("requests under way").isTrue();

        sql("update browser_session set last_until = now() - interval '1 second'");
        assertThat(isSignedIn(browser().with(first))).isFalse();
        assertThat(isSignedIn(browser)).isTrue();
    }

    @Test
    void somebodyWhoWasDisabledIsStoppedAtTheNextPart() throws Exception {
        Browser browser = browser().signIn("alice");
        assertThat(part(browser).statusCode()).isEqualTo(200);
        oidc.disable("alice");
        isDue("alice");
        service.behave(request -> request.response().end("reached"));

        assertProblem(part(browser), 401, "unauthenticated");

        assertThat(service.requests()).isZero();
        assertThat(isSignedIn(browser)).isFalse();
    }

    @Test
    void aSessionOutlivesTheProvidersAbsenceAsLongAsItsWordHolds() throws Exception {
        Browser browser = browser().signIn("alice");
        oidc.setAway(true);
        isDue("alice");

        assertThat(part(browser).statusCode()).isEqualTo(200);
        isDue("alice");
        sql("update browser_session set good_until = now() - interval '1 second'");
        assertProblem(part(browser), 503, "unavailable");

        oidc.setAway(false);
        isDue("alice");
        assertThat(part(browser).statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionEndsWhenItIsIdleOrOld() throws Exception {
        Browser idle = browser().signIn("alice");
        sql("update browser_session set seen_at = now() - interval '61 minutes'");
        assertThat(isSignedIn(idle)).isFalse();

        Browser old = browser().signIn("alice");
        sql("update browser_session set ends_at = now()");
        assertThat(isSignedIn(old)).isFalse();
        assertProblem(old.get("/api/me"), 401, "unauthenticated");
    }

    @Test
    void signingOutEndsTheSessionAndLeadsToTheProvider() throws Exception {
        Browser browser = browser().signIn("alice");
        String session = browser.session();

        HttpResponse<String> answer = browser.post("/auth/logout");

        URI logout = URI.create(new JsonObject(answer.body()).getString("logoutUrl"));
        assertThat(logout.toString()).startsWith(oidc.issuer() + "/logout?");
        assertThat(logout.getQuery())
                .contains(
                        "client_id=waybill-gateway",
                        "post_logout_redirect_uri=http://127.0.0.1:8080/",
                        "id_token_hint=eyJ");
        assertThat(browser.session()).isNull();
        assertProblem(part(browser().with(session)), 401, "unauthenticated");
        assertThat(new JsonObject(browser.post("/auth/logout").body())).isEqualTo(new JsonObject());
    }

    @Test
    void theProviderSignsPeopleOut() throws Exception {
        Browser alice = browser().signIn("alice");
        Browser bob = browser().signIn("bob");

        HttpResponse<String> one = logout(oidc.logoutToken("alice", UnaryOperator.identity()));

        assertThat(one.statusCode()).isEqualTo(204);
        assertThat(isSignedIn(alice)).isFalse();
        assertThat(isSignedIn(bob)).isTrue();
        logout(oidc.logoutToken("bob", claims -> claims.remove("sid")));
        assertThat(isSignedIn(bob)).isFalse();
    }

    static Stream<UnaryOperator<JwtClaimsBuilder>> logoutTokensOfSomethingElse() {
        return Stream.of(
                claims -> claims.issuer("https://other.example"),
                claims -> claims.audience("waybill"),
                claims -> claims.claim("nonce", "x"),
                claims -> claims.remove("events"),
                claims -> claims.claim(
                        "events", java.util.Map.of("http://schemas.openid.net/event/other", java.util.Map.of())),
                claims -> claims.claim("events", "http://schemas.openid.net/event/backchannel-logout"),
                claims -> claims.remove("sid").remove("sub"),
                claims -> claims.expiresAt(Instant.now().minusSeconds(120)));
    }

    @ParameterizedTest
    @MethodSource("logoutTokensOfSomethingElse")
    void anythingElseSignsNobodyOut(UnaryOperator<JwtClaimsBuilder> change) throws Exception {
        Browser alice = browser().signIn("alice");

        assertProblem(logout(oidc.logoutToken("alice", change)), 400, "malformed_request");

        assertThat(isSignedIn(alice)).isTrue();
    }

    @Test
    void aLogoutTokenIsObeyedOnceAndNoOtherTokenIs() throws Exception {
        String token = oidc.logoutToken("alice", UnaryOperator.identity());
        assertThat(logout(token).statusCode()).isEqualTo(204);
        Browser alice = browser().signIn("alice");

        assertProblem(logout(token), 400, "malformed_request");
        assertProblem(logout(oidc.token("alice")), 400, "malformed_request");
        assertProblem(logout(oidc.unsignedToken("alice")), 400, "malformed_request");
        assertProblem(logout("x".repeat(40_000)), 413, "too_large");

        assertThat(isSignedIn(alice)).isTrue();
    }

    private HttpResponse<String> part(Browser browser) throws Exception {
        return browser.send(browser.request("/api/uploads/0190-ab/parts/2")
                .header("X-Waybill-Request", "1")
                .header("Sec-Fetch-Site", "same-origin")
                .PUT(BodyPublishers.ofString("bytes")));
    }

    private HttpResponse<String> logout(String token) throws Exception {
        return send(anonymous("/auth/backchannel-logout")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("logout_token=" + token)));
    }

    private static <T> List<T> together(int times, Callable<T> work) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(times);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : workers.invokeAll(java.util.Collections.nCopies(times, work))) {
                results.add(done.get());
            }
            return results;
        } finally {
            workers.shutdownNow();
        }
    }

    private static void assertFailed(Browser browser, HttpResponse<String> answer) {
        assertProblem(answer, 400, "sign_in_failed");
        assertThat(browser.session()).isNull();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
    }
}

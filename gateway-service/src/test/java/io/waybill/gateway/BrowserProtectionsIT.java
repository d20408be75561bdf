package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told about every answer (F-44). */
@QuarkusTest
class BrowserProtectionsIT extends GatewayFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {"/health", "/api/me", "/api/files", "/nowhere", "/q/openapi", "/q/swagger-ui/", "/auth/login"})
    void nothingMayRunBeFramedOrBeGuessedAt(String target) throws Exception {
        HttpResponse<String> answer = send(anonymous(target));

        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("same-origin");
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .satisfies(policy -> assertThat(policy)
                        .contains("default-src", "frame-ancestors 'none'")
                        .doesNotContain("unsafe-inline", "unsafe-eval", "*"));
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    /** A file that somebody else uploaded is opened in a window of its own: it gets neither our origin nor a script. */
    @Test
    void usersFilesStaySandboxedAndAServiceSetsNoCookie() throws Exception {
        service.behave(request -> request.response()
                .putHeader("Content-Type", "text/html")
                .putHeader("Content-Disposition", "attachment; filename=\"evil.html\"")
                .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Set-Cookie", "waybill-session=fixed")
                .putHeader("Server", "inside/1.0")
                .end("<script>alert(1)</script>"));

        HttpResponse<String> answer = send(request("/api/content/evil.html"));

        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .anyMatch(policy -> policy.contains("sandbox"))
                .anyMatch(policy -> policy.contains("frame-ancestors 'none'"));
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "server");
    }

    @Test
    void nothingThatWasAskedForWithACredentialStaysInASharedCache() throws Exception {
        service.behave(request -> request.response().end("mine"));
        assertThat(send(request("/api/files")).headers().allValues("Cache-Control"))
                .containsExactly("private, no-cache");

        service.behave(request ->
                request.response().putHeader("Cache-Control", "no-store").end("mine"));
        assertThat(send(request("/api/files")).headers().allValues("Cache-Control"))
                .containsExactly("no-store");
    }

    @Test
    void whereNoBrowserCanSignInAPersonIsToldSo() throws Exception {
        HttpResponse<String> answer = send(anonymous("/auth/login"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("waybill.sign-in.client-secret-file");
        assertThat(send(anonymous("/api/session")).body()).isEqualTo("{\"signedIn\":false}");
    }
}

package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of listed origins may use the API, others may not (F-44). */
@QuarkusTest
class CrossOriginIT extends GatewayFixture {
    private static final String LISTED = "https://app.example.org";

    @Test
    void aListedPageMaySendWhatTusNeeds() throws Exception {
        AtomicInteger forwarded = new AtomicInteger();
        service.behave(request -> {
            forwarded.incrementAndGet();
            request.response().end();
        });

        HttpResponse<String> answer = send(preflight("/api/uploads/3f1c", LISTED, "PATCH")
                .header("Access-Control-Request-Headers", "authorization,content-type,tus-resumable,upload-offset"));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(LISTED);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("PATCH", "HEAD", "DELETE");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("authorization,content-type,tus-resumable,upload-offset");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(answer.headers().allValues("Vary")).contains("origin");
        assertThat(forwarded).hasValue(0);
    }

    @Test
    void aListedPageMayReadTheAnswer() throws Exception {
        service.behave(request -> request.response()
                .putHeader("Upload-Offset", "7")
                .putHeader("Vary", "Accept-Encoding")
                .end());

        HttpResponse<String> answer = send(request("/api/uploads/3f1c").header("Origin", LISTED));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(LISTED);
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("Location", "Upload-Offset", "Repr-Digest");
        assertThat(answer.headers().allValues("Vary")).contains("origin", "Accept-Encoding");
    }

    @Test
    void aListedPageMayReadWhatWentWrong() throws Exception {
        HttpResponse<String> answer = send(anonymous("/api/files").header("Origin", LISTED));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(LISTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.org.evil",
                "http://app.example.org",
                "https://app.example.org:444",
                "null",
                "*"
            })
    void anyOtherPageMayNothing(String origin) throws Exception {
        HttpResponse<String> asked = send(preflight("/api/uploads", origin, "POST"));
        HttpResponse<String> sent = send(request("/api/me").header("Origin", origin));

        assertThat(asked.statusCode()).isEqualTo(403);
        assertThat(new JsonObject(asked.body()).getString("code")).isEqualTo("forbidden");
        assertThat(asked.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(sent.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(sent.headers().allValues("Vary")).contains("origin");
    }

    @Test
    void whatDoesNotExistIsNotAllowed() throws Exception {
        assertThat(send(preflight("/internal/versions", LISTED, "POST")).statusCode())
                .isEqualTo(404);
        assertThat(send(preflight("/api/files", LISTED, "PUT")).statusCode()).isEqualTo(405);
    }

    /** tus has an OPTIONS of its own (tus 1.0.0 "Requests/OPTIONS"): only a browser's question is answered here. */
    @Test
    void theOptionsOfTusReachTheService() throws Exception {
        service.behave(request -> request.response()
                .setStatusCode(204)
                .putHeader("Tus-Version", "1.0.0")
                .end());

        HttpResponse<String> answer =
                send(request("/api/uploads").header("Origin", LISTED).method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.headers().firstValue("Tus-Version")).contains("1.0.0");
    }

    private HttpRequest.Builder preflight(String target, String origin, String method) {
        return anonymous(target)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .method("OPTIONS", BodyPublishers.noBody());
    }
}

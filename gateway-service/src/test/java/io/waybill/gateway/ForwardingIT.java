package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.kit.testing.Http2Client;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ForwardingIT extends GatewayFixture {
    @Test
    void passesARequestAndItsAnswer() throws Exception {
        CompletableFuture<HttpServerRequest> seen = new CompletableFuture<>();
        service.behave(request -> {
            seen.complete(request);
            request.body().onSuccess(body -> request.response()
                    .setStatusCode(201)
                    .putHeader("Location", "/api/content/x")
                    .end("got " + body.length()));
        });

        HttpResponse<String> answer = send(request("/api/content/%C3%A4%25/b;v=1?conflict=reject&x=%2F")
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Request-Id", "mine")
                .header("Cookie", "a=b")
                .PUT(BodyPublishers.ofString("hello")));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("got 5");
        assertThat(answer.headers().firstValue("Location")).contains("/api/content/x");
        HttpServerRequest passed = seen.get(5, TimeUnit.SECONDS);
        assertThat(passed.uri()).isEqualTo("/api/content/%C3%A4%25/b;v=1?conflict=reject&x=%2F");
        assertThat(passed.getHeader("X-Request-Id"))
                .isNotEqualTo("mine")
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(passed.headers().getAll("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(passed.getHeader("X-Forwarded-Host")).isEqualTo(gateway.getAuthority());
        assertThat(passed.getHeader("Cookie")).isNull();
    }

    @Test
    void requestsThatLastHoldNobodyElseUp() throws Exception {
        int many = 200;
        List<HttpServerRequest> together = Collections.synchronizedList(new ArrayList<>());
        service.behave(request -> {
            together.add(request);
            if (together.size() == many) {
                together.forEach(waiting -> waiting.response().end());
            }
        });

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, many)
                .mapToObj(each -> CLIENT.sendAsync(request("/api/content/a").build(), BodyHandlers.ofString()))
                .toList();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void passesAnAnswerToHeadWithItsLength() throws Exception {
        service.behave(request ->
                request.response().putHeader("Content-Length", "12345").end());

        try (RawClient client = raw()) {
            client.send(head("HEAD /api/content/a") + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 12345");

            client.send(head("HEAD /api/content/a") + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void passesAnswersWithoutABody(int status) throws Exception {
        service.behave(request -> request.response()
                .setStatusCode(status)
                .putHeader("ETag", "\"x\"")
                .end());

        HttpResponse<String> answer = send(request("/api/content/a"));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("ETag")).contains("\"x\"");
    }

    @Test
    void passesStatusesOfItsOwnKind() throws Exception {
        service.behave(request -> request.response().setStatusCode(460).end("{}"));

        assertThat(send(request("/api/content/a")).statusCode()).isEqualTo(460);
    }

    @Test
    void passesRequestsAndAnswersOfUnknownLength() throws Exception {
        service.behave(request -> request.body().onSuccess(body -> {
            request.response().setChunked(true);
            request.response().write(request.getHeader("Transfer-Encoding") + " ");
            request.response().end(body);
        }));

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Transfer-Encoding: chunked\r\n\r\n");
            client.send("3\r\nabc\r\n").send("2\r\nde\r\n0\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 200").containsIgnoringCase("transfer-encoding: chunked");
            assertThat(client.body(28)).isEqualTo("8\r\nchunked \r\n5\r\nabcde\r\n0\r\n\r\n");
        }
    }

    @Test
    void speaksHttp2() throws Exception {
        service.behave(request -> request.body()
                .onSuccess(body -> request.response().end("got " + body.length() + " " + request.method())));
        HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        http2.send(request("/health").build(), BodyHandlers.ofString());

        HttpResponse<String> put = http2.send(
                request("/api/content/a")
                        .PUT(BodyPublishers.ofByteArray(new byte[1_000_000]))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> get = http2.send(request("/api/content/a").build(), BodyHandlers.ofString());

        assertThat(put.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(put.body()).isEqualTo("got 1000000 PUT");
        assertThat(get.body()).isEqualTo("got 0 GET");
    }

    /** A creation of tus has no body: told of one, of whatever length, it would ask for its media type. */
    @ParameterizedTest
    @CsvSource({"POST, /api/uploads", "PUT, /api/content/a", "PATCH, /api/uploads/1"})
    void passesNoBodyWhereHttp2HasNone(String method, String path) throws Exception {
        service.behave(request -> request.response()
                .end(request.getHeader("Transfer-Encoding") + " " + request.getHeader("Content-Length")));

        try (Http2Client client = new Http2Client(gateway)) {
            Http2Client.Exchange exchange =
                    client.begin(method, path, true, "authorization", "Bearer " + oidc.token("alice"));

            assertThat(exchange.head().status()).isEqualTo(200);
            assertThat(exchange.body()).isIn("null null", "null 0");
        }
    }

    @Test
    void letsAClientWaitForContinueAndNoLonger() throws Exception {
        service.behave(request -> {
            request.response().writeContinue();
            request.body().onSuccess(body -> request.response().end(request.getHeader("Expect") + " " + body));
        });

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100");

            client.send("hello");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("100-continue hello");
        }
    }

    @Test
    void refusesBeforeTheBodyWhereTheServiceDoes() throws Exception {
        service.behave(request -> request.response().setStatusCode(413).end("too large"));

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 5000000000\r\nExpect: 100-continue\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void passesEarlyHints() throws Exception {
        service.behave(request -> request.response()
                .writeEarlyHints(MultiMap.caseInsensitiveMultiMap().add("Link", "</x>; rel=preload"))
                .onSuccess(sent -> request.response().end("done")));

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 103").containsIgnoringCase("link: </x>; rel=preload");
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("done");
        }
    }

    @Test
    void refusesAnUnknownAddressAsAProblem() throws Exception {
        HttpResponse<String> answer = send(request("/q/metrics"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("not_found");
        assertThat(problem.getString("instance"))
                .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health",
                "/q/health/ready",
                "/q/metrics",
                "/q/dev-ui",
                "/q/swagger-ui",
                "/internal/versions",
                "/"
            })
    void showsNothingOfItsInside(String target) throws Exception {
        assertThat(send(request(target)).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAWrongMethodAndNamesTheRightOnes() throws Exception {
        HttpResponse<String> answer = send(request("/api/files").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET");
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("method_not_allowed");
    }

    @Test
    void refusesTooMuchHeader() throws Exception {
        HttpResponse<String> answer = send(request("/api/files").header("X-Large", "x".repeat(40_000)));

        assertThat(answer.statusCode()).isEqualTo(431);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("headers_too_large");
    }

    @Test
    void passesAVeryLongName() throws Exception {
        service.behave(
                request -> request.response().end(Integer.toString(request.uri().length())));

        HttpResponse<String> answer = send(request("/api/content/" + "%C3%A4".repeat(2_000)));

        assertThat(answer.body()).isEqualTo(Integer.toString("/api/content/".length() + 12_000));
    }
}

package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.kit.testing.Http2Client;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that no honest client sends. None may reach a service as something else than the gateway took it for. */
@QuarkusTest
class HostileRequestsIT extends GatewayFixture {
    @Inject
    MeterRegistry meters;

    private static final String SMUGGLED = "GET /internal/versions HTTP/1.1\r\nHost: x\r\n\r\n";

    static Stream<String> framingsWithTwoReadings() {
        return Stream.of(
                "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + SMUGGLED,
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED,
                "Content-Length: 5, 6\r\n\r\nhello" + SMUGGLED,
                "Content-Length: +5\r\n\r\nhello" + SMUGGLED,
                "Content-Length: -1\r\n\r\n" + SMUGGLED,
                "Content-Length: 0x5\r\n\r\nhello" + SMUGGLED,
                "Content-Length : 5\r\n\r\nhello" + SMUGGLED,
                "Content-Length: 5 5\r\n\r\nhello" + SMUGGLED,
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello" + SMUGGLED,
                "X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                "X: a\u0000b\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + SMUGGLED,
                "Transfer-Encoding: chunked\r\n\r\n5;x=\n\r\nhello0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n" + SMUGGLED,
                "Transfer-Encoding: chunked\r\n\r\n99999999999999999999\r\nhello" + SMUGGLED);
    }

    @ParameterizedTest
    @MethodSource("framingsWithTwoReadings")
    void neverLetsASecondRequestHideInAFirst(String rest) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        service.behave(request -> request.body().onSuccess(body -> {
            seen.add(request.uri() + " " + body.length());
            request.response().end("seen");
        }));

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + rest);
            String first = client.answer();
            assertThat(first).as("the first answer").doesNotStartWith("HTTP/1.1 2");
        }
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/content/../../internal/versions",
                "GET /api/content/%2e%2e/%2e%2e/internal/versions",
                "GET /api/content/..%2f..%2finternal",
                "GET //internal/versions",
                "GET /api/content//internal",
                "GET http://transfer/internal/versions",
                "GET *",
                "CONNECT transfer:80",
                "GET /api/files;/../../internal",
                "GET /internal/versions",
                "GET /api/content/a%00",
                "TRACE /api/files",
                "BREW /api/files"
            })
    void neverSendsARequestWhereItMayNotGo(String requestLine) throws Exception {
        service.behave(request -> request.response().end("reached " + request.uri()));

        try (RawClient client = raw()) {
            client.send(head(requestLine) + "\r\n");

            assertThat(client.answer()).matches("(?s)HTTP/1.1 (400|404|405) .*").contains("\"code\"");
        }
        assertThat(service.requests()).isZero();
    }

    @Test
    void joinsAFoldedFieldBeforeAServiceSeesIt() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        service.behave(request -> {
            seen.add(request.getHeader("X") + "|" + request.getHeader("Transfer-Encoding"));
            request.response().end();
        });

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "X: a\r\n Transfer-Encoding: chunked\r\n\r\n");
            client.answer();
        }

        assertThat(seen).containsExactly("a Transfer-Encoding: chunked|null");
    }

    /** A field that {@code Connection} names ends here; that takes nothing away from what the gateway says itself. */
    @Test
    void namesNothingOfTheGatewaysOwnHopByHop() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        service.behave(request -> {
            seen.add(String.valueOf(request.getHeader("Authorization")).substring(0, 9)
                    + " " + request.headers().contains("X-Request-Id")
                    + " " + request.getHeader("X-Forwarded-For")
                    + " " + request.getHeader("X-Gone"));
            request.response().end();
        });

        try (RawClient client = raw()) {
            client.send(head("GET /api/files")
                    + "Connection: Authorization, X-Request-Id, X-Forwarded-For, X-Gone, Cookie\r\n"
                    + "X-Forwarded-For: 6.6.6.6\r\nX-Gone: 1\r\n\r\n");
            client.answer();
        }

        assertThat(seen).containsExactly("Bearer ey true 127.0.0.1 null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/files?x=%0d%0aSet-Cookie:%20a=b",
                "GET /auth/login?return=%2F%0D%0ASet-Cookie:%20a=b",
                "GET /api/content/a%0d%0aSet-Cookie:%20a=b"
            })
    void letsNobodyWriteAFieldOfAnAnswer(String requestLine) throws Exception {
        service.behave(request -> request.response().end());
        try (RawClient client = raw()) {
            client.send(head(requestLine) + "\r\n");

            assertThat(client.answer()).doesNotContainIgnoringCase("set-cookie");
        }
    }

    @Test
    void refusesABackslashInATarget() throws Exception {
        service.behave(request -> request.response().end());
        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a\\..\\..\\internal") + "\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 400");
        }
        assertThat(service.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n"})
    void refusesMoreOrLessThanOneHost(String hosts) throws Exception {
        try (RawClient client = raw()) {
            client.send("GET /health HTTP/1.1\r\n" + hosts + "\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void refusesTwoCredentials() throws Exception {
        try (RawClient client = raw()) {
            client.send(head("GET /api/me") + "Authorization: Bearer x\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 401");
        }
    }

    static Stream<Arguments> whatTheDecoderRefuses() {
        return Stream.of(
                Arguments.of("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000), 431, "headers_too_large"),
                Arguments.of(
                        "GET /health HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(20_000), 431, "headers_too_large"),
                Arguments.of("GET /api/content/" + "x".repeat(100_000), 414, "uri_too_long"),
                Arguments.of("PUT /api/content/" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n", 414, "uri_too_long"),
                Arguments.of("nonsense\r\n\r\n", 400, "malformed_request"),
                Arguments.of("P\r\n\r\n", 400, "malformed_request"),
                Arguments.of("GET /health HTTP/2.0\r\nHost: x\r\n\r\n", 400, "malformed_request"),
                Arguments.of("\u0016\u0003\u0001\u0000 hello\r\n\r\n", 400, "malformed_request"),
                Arguments.of("GET /health HTTP/1.1\r\nHost : x\r\n\r\n", 400, "malformed_request"));
    }

    @ParameterizedTest
    @MethodSource("whatTheDecoderRefuses")
    void tellsWithAProblemWhatIsNoRequest(String bytes, int status, String code) throws Exception {
        try (RawClient client = raw()) {
            client.send(bytes);

            assertProblem(client.answer(), status, code);
            assertThat(client.rest()).as("after the answer").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "-1\r\nhello\r\n", "5\r\nhelloXX0\r\n\r\n", "99999999999999999999\r\nhello"})
    void tellsWithAProblemThatAChunkIsMalformedAndBreaksTheRequestOff(String chunk) throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        service.behave(request -> {
            request.handler(bytes -> begun.complete(null));
            request.exceptionHandler(broken -> outcome.complete("broken"));
            request.endHandler(end -> outcome.complete("ended"));
        });

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            begun.get(20, TimeUnit.SECONDS);
            client.send(chunk);

            assertProblem(client.answer(), 400, "malformed_request");
            assertThat(client.rest()).as("after the answer").isEmpty();
        }
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo("broken");
    }

    @Test
    void answersWhatCameBeforeNonsenseFirst() throws Exception {
        service.behave(request -> request.response().end("whole"));

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/1") + "\r\n" + "nonsense\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("whole");
            assertProblem(client.answer(), 400, "malformed_request");
            assertThat(client.rest()).as("after the answer").isEmpty();
        }
    }

    @Test
    void countsWhatItRefuses() throws Exception {
        double before = refusals("headers_too_large");

        tellsWithAProblemWhatIsNoRequest(
                "GET /health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000), 431, "headers_too_large");

        assertThat(refusals("headers_too_large")).isEqualTo(before + 1);
    }

    @Test
    void answersABareStatusOnHttp2WhereTheCodecLetsNothingElsePass() throws Exception {
        try (Http2Client client = new Http2Client(gateway)) {
            Http2Client.Head head = client.begin("GET", "/health", true, "x", "x".repeat(70_000))
                    .head();

            assertThat(head.status()).isEqualTo(431);
        }
    }

    private double refusals(String code) {
        Counter counter =
                meters.find("waybill.gateway.refusals").tag("code", code).counter();
        return counter == null ? 0 : counter.count();
    }

    static void assertProblem(String answer, int status, String code) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("connection: close");
        JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n")));
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(answer).containsIgnoringCase("x-request-id: " + problem.getString("instance"));
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        service.behave(request -> request.response().end(request.path()));

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/1") + "\r\n" + head("GET /nowhere") + "\r\n" + head("GET /api/content/3")
                    + "\r\n");

            assertThat(client.answer()).endsWith("/api/content/1");
            assertThat(client.answer()).startsWith("HTTP/1.1 404");
            assertThat(client.answer()).endsWith("/api/content/3");
        }
    }
}

package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.waybill.gateway.fixture.RawClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that no honest client sends. None may reach a service as something else than the gateway took it for. */
@QuarkusTest
class HostileRequestsIT extends GatewayFixture {
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

    @Test
    void survivesAHeadThatNeverEnds() throws Exception {
        try (RawClient client = raw()) {
            client.send("GET /health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000));

            assertThat(client.answer()).startsWith("HTTP/1.1 431");
        }
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

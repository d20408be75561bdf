package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.gateway.fixture.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Half a message must never look like a whole one, in either direction. */
@QuarkusTest
class BreakingOffIT extends GatewayFixture {
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"})
    void tellsTheServiceThatTheClientBrokeOff(String body) throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        service.behave(request -> {
            request.handler(chunk -> begun.complete(null));
            request.exceptionHandler(broken -> outcome.complete("broken"));
            request.endHandler(end -> outcome.complete("ended"));
        });

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + body);
            begun.get(10, TimeUnit.SECONDS);
            client.close();
        }

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("broken");
    }

    @Test
    void stopsTheServiceWhenTheClientLeavesADownload() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        service.behave(request -> {
            request.response().closeHandler(gone -> closed.complete(null));
            request.response().putHeader("Content-Length", "1000000000").write(Buffer.buffer(new byte[1_000_000]));
        });

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "\r\n");
            client.head();
            client.vanish();
        }

        closed.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheClientThatTheServiceBrokeOff(boolean chunked) throws Exception {
        service.behave(request -> {
            request.response().setChunked(chunked);
            if (!chunked) {
                request.response().putHeader("Content-Length", "1000000");
            }
            request.response().write("half").onSuccess(sent -> request.connection()
                    .close());
        });

        assertThatThrownBy(() -> send(request("/api/content/a"))).isInstanceOf(IOException.class);
    }

    @Test
    void answersUnavailableWhenTheServiceDiesBeforeItsAnswer() throws Exception {
        service.behave(request -> request.connection().close());

        HttpResponse<String> answer = send(request("/api/content/a"));

        assertUnavailable(answer.statusCode(), answer.body());
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(service.requests()).as("tries").isEqualTo(1);
    }

    @Test
    void answersUnavailableWhenTheServiceDiesInTheMiddleOfAnUploadThatGoesOn() throws Exception {
        service.behave(request -> request.handler(chunk -> request.connection().close()));

        assertGetsTheAnswerWhileSending(503);
        assertThat(service.requests()).as("tries").isEqualTo(1);
    }

    @Test
    void passesARefusalWhileTheClientStillSends() throws Exception {
        service.behave(request -> {
            request.pause();
            request.response().setStatusCode(409).end("offset");
        });

        assertGetsTheAnswerWhileSending(409);
    }

    @Test
    void refusesAStrangerWhoStillSends() throws Exception {
        service.behave(HttpServerRequest::resume);

        try (RawClient client = raw()) {
            client.send("PUT /api/content/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
            sendUntilRefused(client);
            assertThat(client.answer())
                    .startsWith("HTTP/1.1 401")
                    .containsIgnoringCase("connection: close")
                    .containsIgnoringCase("www-authenticate: bearer");
        }
        assertThat(service.requests()).isZero();
    }

    @Test
    void keepsTheConnectionOfAStrangerWhoSentLittle() throws Exception {
        try (RawClient client = raw()) {
            client.send("PUT /api/content/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.answer()).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase("connection: close");

            client.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200");
        }
    }

    private void assertGetsTheAnswerWhileSending(int status) throws IOException {
        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 100000000\r\n\r\n");
            sendUntilRefused(client);
            assertThat(client.answer()).startsWith("HTTP/1.1 " + status);
        }
    }

    /** As a client that looks at the answer only when it has sent what it had. */
    private static void sendUntilRefused(RawClient client) throws IOException {
        byte[] block = new byte[100_000];
        try {
            for (int i = 0; i < 100; i++) {
                client.send(block);
            }
        } catch (SocketException refused) {
            throw new AssertionError("The connection was cut before the answer could be read.", refused);
        }
    }

    private static void assertUnavailable(int status, String body) {
        assertThat(status).isEqualTo(503);
        assertThat(body).contains("\"unavailable\"");
    }
}

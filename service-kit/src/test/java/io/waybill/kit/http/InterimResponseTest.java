package io.waybill.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.kit.testing.Http2Client;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterimResponseTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void comesBeforeTheAnswerAndAsOftenAsItIsSent() throws Exception {
        String answer = exchange(
                serve(InterimResponseTest::sendTwiceAndAnswer),
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer.split("\r\n", -1))
                .startsWith(
                        "HTTP/1.1 104 Upload Resumption Supported",
                        "Location: /api/uploads/1",
                        "",
                        "HTTP/1.1 104 Upload Resumption Supported",
                        "Upload-Offset: 7",
                        "",
                        "HTTP/1.1 200 OK")
                .endsWith("", "done");
    }

    @Test
    void isAHeadersFrameOnHttp2() throws Exception {
        try (Http2Client client = new Http2Client(serve(InterimResponseTest::sendTwiceAndAnswer))) {
            Http2Client.Exchange exchange = client.begin("GET", "/", true);

            Http2Client.Head first = exchange.head();
            assertThat(first.status()).isEqualTo(104);
            assertThat(first.field("location")).isEqualTo("/api/uploads/1");
            assertThat(first.isLast()).isFalse();
            assertThat(exchange.head().field("upload-offset")).isEqualTo("7");
            assertThat(exchange.head().status()).isEqualTo(200);
            assertThat(exchange.body()).isEqualTo("done");
        }
    }

    @Test
    void keepsItsPlaceFromAnyThread() throws Exception {
        URI server = serve(request -> {
            Context context = Vertx.currentContext();
            vertx.executeBlocking(() -> {
                for (int i = 0; i < 20; i++) {
                    InterimResponse.send(request, 104, offset(i));
                }
                context.runOnContext(sent -> request.response().end("done"));
                return null;
            });
        });

        String answer = exchange(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer.split("HTTP/1.1 104", -1)).hasSize(21);
        assertThat(answer.indexOf("Upload-Offset: 19"))
                .isGreaterThan(answer.indexOf("Upload-Offset: 18"))
                .isLessThan(answer.indexOf("HTTP/1.1 200"));
    }

    @Test
    void neverGoesToHttp10() throws Exception {
        assertThat(exchange(serve(InterimResponseTest::sendTwiceAndAnswer), "GET / HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.0 200")
                .doesNotContain("104");
    }

    @Test
    void isSilentAfterTheHeadOfTheAnswer() throws Exception {
        URI server = serve(request -> {
            request.response().setChunked(true).write("half");
            InterimResponse.send(request, 104, offset(1));
            request.response().end();
            InterimResponse.send(request, 104, offset(2));
        });

        assertThat(exchange(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .doesNotContain("104");
    }

    @Test
    void refusesStatusesThatEndSomething() {
        for (int status : new int[] {100, 101, 200}) {
            assertThatThrownBy(() -> InterimResponse.send(null, status, offset(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void sendTwiceAndAnswer(HttpServerRequest request) {
        InterimResponse.send(request, 104, MultiMap.caseInsensitiveMultiMap().add("Location", "/api/uploads/1"));
        InterimResponse.send(request, 104, offset(7));
        request.response().end("done");
    }

    private static MultiMap offset(long bytes) {
        return MultiMap.caseInsensitiveMultiMap().add("Upload-Offset", Long.toString(bytes));
    }

    private URI serve(Handler<HttpServerRequest> behaviour) {
        int port = vertx.createHttpServer()
                .requestHandler(behaviour)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        return URI.create("http://127.0.0.1:" + port);
    }

    private static String exchange(URI server, String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}

package io.waybill.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.kit.testing.Http2Client;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestTrailersTest {
    private static final String HEAD = "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n";
    private static final String LAST = "Connection: close\r\n";

    private final Vertx vertx = Vertx.vertx();
    private URI server;

    @BeforeEach
    void serve() {
        int port = vertx.createHttpServer()
                .requestHandler(RequestTrailersTest::answerWithTrailers)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        server = URI.create("http://127.0.0.1:" + port);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void areWhatWasAnnounced() throws IOException {
        assertThat(exchange(HEAD + LAST + "Trailer: Upload-Checksum, Repr-Digest\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nupload-checksum: sha1 x\r\nContent-Digest: sha-256=:y:\r\n\r\n"))
                .endsWith("5 sha1 x null");
    }

    @Test
    void areNothingThatWasNotAnnouncedOrMayNotComeThere() throws IOException {
        assertThat(exchange(HEAD + LAST + "\r\n0\r\nUpload-Checksum: sha1 x\r\n\r\n"))
                .endsWith("0 null null");
        assertThat(exchange(HEAD + LAST + "Trailer: Authorization, Upload-Checksum\r\n\r\n"
                        + "0\r\nAuthorization: Bearer x\r\n\r\n"))
                .endsWith("0 null null");
    }

    @Test
    void belongToTheirRequest() throws IOException {
        String answers = exchange(HEAD + "Trailer: Upload-Checksum\r\n\r\n0\r\nUpload-Checksum: sha1 first\r\n\r\n"
                + HEAD + "Trailer: Upload-Checksum\r\n\r\n0\r\n\r\n"
                + HEAD + LAST + "\r\n0\r\nUpload-Checksum: sha1 third\r\n\r\n");

        assertThat(answers.split("\r\n\r\n", -1)[1]).startsWith("0 sha1 first null");
        assertThat(answers.split("\r\n\r\n", -1)[2]).startsWith("0 null null");
        assertThat(answers).doesNotContain("third");
    }

    @Test
    void comeOnHttp2Too() throws Exception {
        try (Http2Client client = new Http2Client(server)) {
            Http2Client.Exchange without = client.begin("PUT", "/", false, "trailer", "upload-checksum");
            Http2Client.Exchange with = client.begin("PUT", "/", false, "trailer", "upload-checksum");
            with.data("hello", false).trailers("upload-checksum", "sha1 x", "content-digest", "sha-256=:y:");
            without.data("hi", true);

            with.head();
            without.head();
            assertThat(with.body()).isEqualTo("5 sha1 x null");
            assertThat(without.body()).isEqualTo("2 null null");
        }
    }

    private static void answerWithTrailers(HttpServerRequest request) {
        RequestTrailers trailers = RequestTrailers.expect(request);
        request.body().onSuccess(body -> request.response()
                .end(body.length() + " " + trailers.get("Upload-Checksum") + " " + trailers.get("Content-Digest")));
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}

package io.waybill.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private HttpServer server;
    private Connection connection;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/echo", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Digest", sha256(body));
            // An unknown length is sent in chunks.
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/nothing", exchange -> {
            exchange.getResponseHeaders().set("Upload-Offset", "17");
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        connection = new Connection(server.getAddress().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        server.stop(0);
    }

    @Test
    void sendsEveryByteAndCountsWhatComesBack() throws IOException {
        Content content = Content.of((20 << 20) + 3);

        Answer answer = connection.exchange("POST /echo", content, "X-Test", "1");

        assertThat(answer.field("digest")).isEqualTo(sha256(bytes(content)));
        assertThat(answer.bodyBytes()).isEqualTo(content.sizeBytes());
    }

    @Test
    void theConnectionServesManyRequests() throws IOException {
        for (int n = 0; n < 3; n++) {
            assertThat(connection.exchange("HEAD /nothing", null).number("upload-offset"))
                    .hasValue(17);
            assertThat(connection
                            .exchange("POST /echo", Content.of(new byte[] {'h', 'i'}))
                            .body())
                    .isEqualTo("hi");
        }
    }

    @Test
    void anUnexpectedStatusIsASentence() throws IOException {
        Answer answer = connection.exchange("GET /nothing", null);

        assertThatThrownBy(() -> answer.require("A test", 200))
                .isInstanceOf(UnexpectedAnswer.class)
                .hasMessageStartingWith("A test was answered 204");
    }

    @Test
    void aSliceIsTheSameBytes() throws IOException {
        Content content = Content.of(9 << 20);
        byte[] all = bytes(content);

        assertThat(bytes(content.slice(8_388_600, 8_388_620))).isEqualTo(Arrays.copyOfRange(all, 8_388_600, 8_388_620));
        assertThat(bytes(content.slice(5, 5))).isEmpty();
        assertThatThrownBy(() -> content.slice(0, (9 << 20) + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

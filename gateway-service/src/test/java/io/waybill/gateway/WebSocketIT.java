package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.ServerWebSocket;
import io.waybill.gateway.fixture.RawClient;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebSocketIT extends GatewayFixture {
    @Test
    void passesFramesBothWaysAndTheEnd() throws Exception {
        CompletableFuture<String> authorization = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        service.behaveOnSockets(socket -> {
            authorization.complete(socket.headers().get("Authorization"));
            socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text));
            socket.closeHandler(gone -> closed.complete(null));
        });
        Collector collector = new Collector();

        WebSocket socket = open(collector);
        socket.sendText("hello", true).get(5, TimeUnit.SECONDS);
        assertThat(collector.next()).isEqualTo("echo hello");
        String large = "x".repeat(40_000);
        socket.sendText(large, true).get(5, TimeUnit.SECONDS);
        assertThat(collector.next()).isEqualTo("echo " + large);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(5, TimeUnit.SECONDS);

        closed.get(10, TimeUnit.SECONDS);
        assertThat(authorization.get()).startsWith("Bearer ey").doesNotContain(oidc.token("alice"));
    }

    @Test
    void endsWhenTheServiceDoes() throws Exception {
        service.behaveOnSockets(socket -> socket.textMessageHandler(text -> socket.close((short) 1013)));
        Collector collector = new Collector();

        open(collector).sendText("x", true).get(5, TimeUnit.SECONDS);

        assertThat(collector.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1013);
    }

    @Test
    void closesTheServicesSideWhenTheClientVanishes() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<ServerWebSocket> opened = new CompletableFuture<>();
        service.behaveOnSockets(socket -> {
            opened.complete(socket);
            socket.closeHandler(gone -> closed.complete(null));
        });

        try (RawClient client = raw()) {
            client.send(head("GET /api/events")
                    + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 101").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            opened.get(5, TimeUnit.SECONDS);
            client.vanish();
        }

        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void refusesAStranger() {
        assertThatThrownBy(() -> CLIENT.newWebSocketBuilder()
                        .buildAsync(events(), new Collector())
                        .get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(401));
    }

    @Test
    @SuppressWarnings("deprecation") // its successor answers before a handler could decide
    void passesTheServicesRefusal() {
        service.behaveOnSockets(socket -> socket.reject(403));

        assertThatThrownBy(() -> open(new Collector()))
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(403));
    }

    @Test
    void explainsItselfToAPlainRequest() throws Exception {
        assertThat(send(request("/api/events")).statusCode()).isEqualTo(400);
    }

    private WebSocket open(Collector collector) throws Exception {
        return CLIENT.newWebSocketBuilder()
                .header("Authorization", "Bearer " + oidc.token("alice"))
                .buildAsync(events(), collector)
                .get(10, TimeUnit.SECONDS);
    }

    private URI events() {
        return URI.create("ws://" + gateway.getAuthority() + "/api/events");
    }

    private static final class Collector implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        String next() throws InterruptedException {
            return messages.poll(10, TimeUnit.SECONDS);
        }
    }
}

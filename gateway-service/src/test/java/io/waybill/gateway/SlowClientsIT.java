package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.waybill.gateway.fixture.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not go on: told so and let go. Clients that only seem so: left alone. */
@QuarkusTest
@TestProfile(SlowClientsIT.Impatient.class)
class SlowClientsIT extends GatewayFixture {
    private static final int SILENCE_MILLIS = 3_000;
    private static final int PATIENCE_SECONDS = 60;

    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "waybill.wire.head-within", "1S",
                    "waybill.wire.body-silence", SILENCE_MILLIS + "MS",
                    "waybill.wire.linger", "1S",
                    "quarkus.http.idle-timeout", "15S");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /health HTTP/1.1\r\nHos", "POST /api/uploads HTTP/1.1\r\nHost: x\r\n"})
    void tellsAClientWhoseHeadDoesNotEnd(String begun) throws Exception {
        try (RawClient client = raw()) {
            client.send(begun);

            HostileRequestsIT.assertProblem(client.answer(), 408, "request_timeout");
            assertThat(client.rest()).as("after the answer").isEmpty();
        }
    }

    @Test
    void letsAClientGoOfWhichNotEvenTheVersionIsKnown() throws Exception {
        try (RawClient client = raw()) {
            client.send("P");

            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20})
    void readsAHeadThatComesInPieces(int first) throws Exception {
        String head = "PUT /health HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
        try (RawClient client = raw()) {
            client.send(head.substring(0, first));
            client.send(head.substring(first));

            assertThat(client.answer()).startsWith("HTTP/1.1 405");
        }
    }

    @Test
    void tellsAClientWhoseSecondHeadDoesNotEnd() throws Exception {
        try (RawClient client = raw()) {
            client.send(head("GET /health") + "\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200");
            client.send("GET /hea");

            HostileRequestsIT.assertProblem(client.answer(), 408, "request_timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"})
    void tellsAClientWhoseBodyStopsComingAndBreaksTheRequestOff(String body) throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        AtomicInteger received = new AtomicInteger();
        service.behave(request -> {
            request.handler(bytes -> received.addAndGet(bytes.length()));
            request.exceptionHandler(broken -> outcome.complete("broken"));
            request.endHandler(end -> outcome.complete("ended"));
        });

        try (RawClient client = raw()) {
            client.send(head("PATCH /api/uploads/1") + body);

            HostileRequestsIT.assertProblem(client.answer(), 408, "request_timeout");
            assertThat(client.rest()).as("after the answer").isEmpty();
        }
        assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("broken");
        assertThat(received).as("what came before is passed on").hasValue(5);
    }

    @Test
    void tellsAClientWhoseBodyStopsAfterMuchOfItHasPassed() throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        AtomicInteger received = new AtomicInteger();
        service.behave(request -> {
            request.handler(bytes -> received.addAndGet(bytes.length()));
            request.exceptionHandler(broken -> outcome.complete("broken"));
            request.endHandler(end -> outcome.complete("ended"));
        });

        try (RawClient client = raw()) {
            client.send(head("PATCH /api/uploads/1") + "Content-Length: 100000000\r\n\r\n");
            client.send(new byte[3 << 20]);

            HostileRequestsIT.assertProblem(client.answer(), 408, "request_timeout");
            assertThat(client.rest()).as("after the answer").isEmpty();
        }
        assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("broken");
        assertThat(received).as("what came before is passed on").hasValue(3 << 20);
    }

    @Test
    void leavesAClientAloneThatSendsSlowly() throws Exception {
        service.behave(
                request -> request.body().onSuccess(body -> request.response().end(Integer.toString(body.length()))));
        int pieces = 10;

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: " + pieces + "\r\n\r\n");
            AtomicInteger sent = new AtomicInteger();
            service.vertx().setPeriodic(SILENCE_MILLIS * 2 / pieces, timer -> {
                if (sent.incrementAndGet() >= pieces) {
                    service.vertx().cancelTimer(timer);
                }
                sendByte(client);
            });

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("\r\n" + pieces);
        }
    }

    @Test
    void leavesAnUploadAloneThatWaitsForASlowStore() throws Exception {
        int size = 64 << 20;
        service.behave(request -> {
            request.pause();
            service.vertx().setTimer(SILENCE_MILLIS * 2L, waited -> request.resume());
            long[] received = {0};
            request.handler(bytes -> received[0] += bytes.length());
            request.endHandler(end -> request.response().end(Long.toString(received[0])));
        });

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: " + size + "\r\n\r\n");
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < size >> 20; i++) {
                client.send(block);
            }

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("\r\n" + size);
        }
    }

    @Test
    void leavesAClientAloneThatWaitsToBeWelcomed() throws Exception {
        service.behave(request -> service.vertx().setTimer(SILENCE_MILLIS * 2L, late -> {
            request.response().writeContinue();
            request.body().onSuccess(body -> request.response().end(body.toString()));
        }));

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100");
            client.send("hello");

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("hello");
        }
    }

    @Test
    void leavesARequestAloneWhoseAnswerTakesLong() throws Exception {
        service.behave(request -> service.vertx()
                .setTimer(SILENCE_MILLIS * 2L, late -> request.response().end("late")));

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("late");
        }
    }

    @Test
    void closesAConnectionThatIsIdleBetweenRequestsWithoutAWord() throws Exception {
        try (RawClient client = raw()) {
            client.send(head("GET /health") + "\r\n");
            assertThat(client.answer()).startsWith("HTTP/1.1 200");

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void leavesAWebSocketAloneThatSaysNothing() throws Exception {
        service.behave(request -> {});
        service.behaveOnSockets(socket -> {
            socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text));
            service.vertx().setTimer(SILENCE_MILLIS * 2L, quiet -> socket.writeTextMessage("awake"));
        });
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        WebSocket socket = CLIENT.newWebSocketBuilder()
                .header("Authorization", "Bearer " + oidc.token("alice"))
                .buildAsync(URI.create(gateway.toString().replace("http", "ws") + "api/events"), new Texts(texts))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("awake");
        socket.sendText("hello", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("echo hello");
        socket.abort();
    }

    private static void sendByte(RawClient client) {
        try {
            client.send("x");
        } catch (SocketException cut) {
            throw new AssertionError("A live upload was cut.", cut);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private record Texts(BlockingQueue<String> texts) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            texts.add(text.toString());
            return WebSocket.Listener.super.onText(socket, text, last);
        }
    }
}

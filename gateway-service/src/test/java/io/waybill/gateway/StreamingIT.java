package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.gateway.fixture.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The JVM of these tests has less heap than the bytes they send, so what is held whole ends in an OutOfMemoryError. */
@QuarkusTest
class StreamingIT extends GatewayFixture {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void streamsAGibibyteUp() throws Exception {
        service.behave(StreamingIT::answerDigest);
        MessageDigest sent = sha256();
        byte[] block = randomBlock();

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: " + 1024L * MEBIBYTE + "\r\n\r\n");
            for (int i = 0; i < 1024; i++) {
                block[0] = (byte) i;
                sent.update(block);
                client.send(block);
            }

            assertThat(client.answer()).endsWith(HexFormat.of().formatHex(sent.digest()));
        }
    }

    @Test
    void streamsAGibibyteDown() throws Exception {
        MessageDigest expected = sha256();
        byte[] block = randomBlock();
        for (int i = 0; i < 1024; i++) {
            expected.update(block);
        }
        service.behave(request -> {
            request.response().putHeader("Content-Length", Long.toString(1024L * MEBIBYTE));
            new Repetition(Buffer.buffer(block), 1024).sendTo(request);
        });

        MessageDigest received = sha256();
        try (InputStream body = CLIENT.send(request("/api/content/a").build(), BodyHandlers.ofInputStream())
                .body()) {
            byte[] buffer = new byte[MEBIBYTE];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                received.update(buffer, 0, read);
            }
        }

        assertThat(received.digest()).isEqualTo(expected.digest());
    }

    @Test
    void makesAClientWaitForASlowService() throws Exception {
        AtomicReference<HttpServerRequest> held = new AtomicReference<>();
        service.behave(request -> {
            request.pause();
            held.set(request);
        });
        AtomicLong written = new AtomicLong();
        MessageDigest sent = sha256();
        byte[] block = randomBlock();

        try (RawClient client = raw()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.send(head("PUT /api/content/a") + "Content-Length: " + 256L * MEBIBYTE + "\r\n\r\n");
                    for (int i = 0; i < 256; i++) {
                        sent.update(block);
                        client.send(block);
                        written.addAndGet(block.length);
                    }
                } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                }
            });
            AtomicLong before = new AtomicLong(-1);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> held.get() != null && before.getAndSet(written.get()) == written.get());
            assertThat(written.get()).as("bytes taken from the client").isLessThan(64L * MEBIBYTE);

            service.vertx().runOnContext(later -> {
                answerDigest(held.get());
                held.get().resume();
            });
            sending.get(60, TimeUnit.SECONDS);
            assertThat(client.answer()).endsWith(HexFormat.of().formatHex(sent.digest()));
        }
    }

    private static void answerDigest(HttpServerRequest request) {
        MessageDigest digest = sha256();
        request.handler(chunk -> digest.update(chunk.getBytes()));
        request.endHandler(end -> request.response().end(HexFormat.of().formatHex(digest.digest())));
    }

    private static byte[] randomBlock() {
        byte[] block = new byte[MEBIBYTE];
        new Random(1).nextBytes(block);
        return block;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes one block many times, as fast as it is taken. */
    private record Repetition(Buffer block, int times) {
        void sendTo(HttpServerRequest request) {
            write(request, times);
        }

        private void write(HttpServerRequest request, int left) {
            int remaining = left;
            while (remaining > 0 && !request.response().writeQueueFull()) {
                request.response().write(block);
                remaining--;
            }
            int rest = remaining;
            if (rest == 0) {
                request.response().end();
            } else {
                request.response().drainHandler(drained -> write(request, rest));
            }
        }
    }
}

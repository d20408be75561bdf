package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.ResourceLeakDetector;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.kit.http.RequestTrailers;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that pass below Vert.x: the same bytes, in their order, counted, held back and let go as any others. */
@QuarkusTest
class PassageIT extends GatewayFixture {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than 1 for a long search: {@code -Dwaybill.test.passages=50}. */
    private static final int REPETITIONS = Integer.getInteger("waybill.test.passages", 1);

    private static final int RANDOM_CLIENTS = 8;

    @Inject
    MeterRegistry meters;

    @Test
    void passesNearlyAllBytesWithoutACopyAndCountsThem() throws Exception {
        service.behave(PassageIT::echo);
        byte[] body = randomBytes(32 * MEBIBYTE);
        double in = counted("waybill.gateway.bytes", "in");
        double out = counted("waybill.gateway.bytes", "out");
        double uncopiedIn = counted("waybill.gateway.bytes.uncopied", "in");
        double uncopiedOut = counted("waybill.gateway.bytes.uncopied", "out");

        try (RawClient client = raw()) {
            assertEchoed(client, body, false);
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(counted("waybill.gateway.bytes", "out") - out)
                .isEqualTo(body.length));
        assertThat(counted("waybill.gateway.bytes", "in") - in).isEqualTo(body.length);
        assertThat(counted("waybill.gateway.bytes.uncopied", "in") - uncopiedIn)
                .isBetween(0.8 * body.length, 1.0 * body.length);
        assertThat(counted("waybill.gateway.bytes.uncopied", "out") - uncopiedOut)
                .isBetween(0.8 * body.length, 1.0 * body.length);
    }

    /** Connections to the service are used again by clients of other event loops. */
    @Test
    void keepsEveryByteInItsPlaceWhateverLoopsTheConnectionsBelongTo() throws Exception {
        service.behave(PassageIT::echo);
        int clients = 12;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int seed = i;
                all.add(threads.submit(() -> {
                    byte[] body = randomBytes(MEBIBYTE + seed * 10_007);
                    try (RawClient client = raw()) {
                        for (int round = 0; round < 6; round++) {
                            assertEchoed(client, body, (round + seed) % 2 == 0);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Bodies of any size and framing, one request directly after the other, cut anywhere by the network. */
    @Test
    void keepsEveryByteOfRandomRequestsInWhateverPiecesTheyCome() throws Exception {
        service.behave(PassageIT::echo);
        ExecutorService threads = Executors.newFixedThreadPool(RANDOM_CLIENTS);
        try {
            for (int repetition = 0; repetition < REPETITIONS; repetition++) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < RANDOM_CLIENTS; i++) {
                    long seed = (long) repetition * RANDOM_CLIENTS + i;
                    all.add(threads.submit(() -> {
                        exchangeAtRandom(seed);
                        return null;
                    }));
                }
                for (Future<?> one : all) {
                    one.get(120, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void exchangeAtRandom(long seed) throws Exception {
        Random random = new Random(seed);
        List<byte[]> bodies = new ArrayList<>();
        List<Boolean> chunkedAnswers = new ArrayList<>();
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] body = new byte[random.nextInt(1 << random.nextInt(22))];
            random.nextBytes(body);
            boolean chunkedAnswer = random.nextBoolean();
            bodies.add(body);
            chunkedAnswers.add(chunkedAnswer);
            requests.writeBytes(requestAtRandom(body, chunkedAnswer, random));
        }
        byte[] line = requests.toByteArray();

        try (RawClient client = raw()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendInPieces(client, line, random));
            for (int i = 0; i < bodies.size(); i++) {
                assertThat(client.head()).as("answer %d of seed %d", i, seed).startsWith("HTTP/1.1 200");
                byte[] answer = chunkedAnswers.get(i) ? client.chunks() : client.bytes(bodies.get(i).length);
                assertThat(Arrays.equals(answer, bodies.get(i)))
                        .as("body %d of seed %d, the same as was sent", i, seed)
                        .isTrue();
            }
            sending.get(60, TimeUnit.SECONDS);
        }
    }

    private byte[] requestAtRandom(byte[] body, boolean chunkedAnswer, Random random) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head =
                head("PUT /api/content/a") + "X-Length: " + body.length + "\r\nX-Chunked: " + chunkedAnswer + "\r\n";
        if (random.nextBoolean()) {
            request.writeBytes(ascii(head + "Content-Length: " + body.length + "\r\n\r\n"));
            request.writeBytes(body);
            return request.toByteArray();
        }
        request.writeBytes(ascii(head + "Transfer-Encoding: chunked\r\n\r\n"));
        int bound = 1 << (6 + random.nextInt(14));
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(bound));
            request.writeBytes(ascii(Integer.toHexString(length) + "\r\n"));
            request.write(body, at, length);
            request.writeBytes(ascii("\r\n"));
            at += length;
        }
        request.writeBytes(ascii("0\r\n\r\n"));
        return request.toByteArray();
    }

    private static void sendInPieces(RawClient client, byte[] line, Random random) {
        try {
            int bound = 1 << (10 + random.nextInt(10));
            for (int at = 0; at < line.length; ) {
                int length = Math.min(line.length - at, 1 + random.nextInt(bound));
                client.send(Arrays.copyOfRange(line, at, at + length));
                at += length;
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void passesTheTrailersAfterABodyThatWentBelow() throws Exception {
        service.behave(request -> {
            RequestTrailers trailers = RequestTrailers.expect(request);
            AtomicLong received = new AtomicLong();
            request.handler(bytes -> received.addAndGet(bytes.length()));
            request.endHandler(end -> request.response().end(received + " " + trailers.get("upload-checksum")));
        });

        try (RawClient client = raw()) {
            client.send(
                    head("PATCH /api/uploads/1") + "Transfer-Encoding: chunked\r\nTrailer: Upload-Checksum\r\n\r\n");
            for (int i = 0; i < 16; i++) {
                client.send("40000\r\n").send(randomBytes(0x40000)).send("\r\n");
            }
            client.send("0\r\nUpload-Checksum: sha1 qqq=\r\n\r\n");

            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("\r\n" + 16 * 0x40000 + " sha1 qqq=");
        }
    }

    @Test
    void beginsWhenTheClientIsWelcomed() throws Exception {
        service.behave(request -> {
            request.response().writeContinue();
            echo(request);
        });
        byte[] body = randomBytes(3 * MEBIBYTE);

        try (RawClient client = raw()) {
            for (int i = 0; i < 3; i++) {
                client.send(head("PUT /api/content/a") + "Expect: 100-continue\r\nContent-Length: " + body.length
                        + "\r\nX-Length: " + body.length + "\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 100");
                CompletableFuture<Void> sending =
                        CompletableFuture.runAsync(() -> sendInPieces(client, body, new Random(1)));
                assertThat(receive(client, body.length)).isEqualTo(body);
                sending.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void passesARefusalInTheMiddleOfABody() throws Exception {
        AtomicLong received = new AtomicLong();
        service.behave(request -> request.handler(bytes -> {
            if (received.addAndGet(bytes.length()) > MEBIBYTE) {
                request.handler(null);
                request.pause();
                request.response().setStatusCode(413).end("much");
            }
        }));

        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 100000000\r\n\r\n");
            byte[] block = randomBytes(100_000);
            for (int i = 0; i < 100; i++) {
                client.send(block);
            }

            assertThat(client.answer())
                    .startsWith("HTTP/1.1 413")
                    .containsIgnoringCase("connection: close")
                    .endsWith("much");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverEndsAnAnswerThatTheServiceBrokeOff(boolean chunked) throws Exception {
        byte[] block = randomBytes(3 * MEBIBYTE);
        service.behave(request -> {
            request.response().setChunked(chunked);
            if (!chunked) {
                request.response().putHeader("Content-Length", "100000000");
            }
            request.response().write(Buffer.buffer(block)).onSuccess(sent -> request.connection()
                    .close());
        });

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            if (chunked) {
                assertThatThrownBy(client::chunks).isInstanceOf(IOException.class);
            } else {
                byte[] came = client.bytes(100_000_000);
                assertThat(came.length).isLessThanOrEqualTo(block.length);
                assertThat(Arrays.mismatch(came, block)).isIn(-1, came.length);
            }
        }
    }

    @Test
    void takesPipelinedRequestsApart() throws Exception {
        service.behave(PassageIT::echo);
        byte[] first = randomBytes(3 * MEBIBYTE);
        byte[] second = randomBytes(2 * MEBIBYTE);

        try (RawClient client = raw()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                send(client, first, false);
                send(client, second, true);
                send(client, first, false);
            });
            assertThat(receive(client, first.length)).isEqualTo(first);
            assertThat(receive(client, second.length)).isEqualTo(second);
            assertThat(receive(client, first.length)).isEqualTo(first);
            sending.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void makesAServiceWaitForASlowClient() throws Exception {
        byte[] block = randomBytes(MEBIBYTE);
        int blocks = 256;
        AtomicLong written = new AtomicLong();
        service.behave(request -> {
            request.response().putHeader("Content-Length", Long.toString((long) blocks * MEBIBYTE));
            write(request, block, blocks, written);
        });

        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "\r\n");
            client.head();
            AtomicLong before = new AtomicLong(-1);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
            assertThat(written.get()).as("bytes taken from the service").isLessThan(64L * MEBIBYTE);

            for (int i = 0; i < blocks; i++) {
                assertThat(client.bytes(MEBIBYTE)).isEqualTo(block);
            }
        }
    }

    @Test
    void isClosedByARefusalAndTheConnectionIsOfUseAfterwards() throws Exception {
        service.behave(request -> request.handler(first -> {
            request.handler(null);
            // As ours do: the rest is read and dropped, or the next request on this connection is never heard.
            request.pause();
            request.response().setStatusCode(409).end("offset").onSuccess(answered -> request.resume());
        }));
        byte[] body = randomBytes(200_000);

        try (RawClient client = raw()) {
            for (int i = 0; i < 20; i++) {
                send(client, body, false);
                assertThat(client.answer()).startsWith("HTTP/1.1 409");
            }
        }
    }

    @Test
    void letsGoOfEveryBuffer() throws Exception {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        Queue<String> leaks = new ConcurrentLinkedQueue<>();
        Logger log = Logger.getLogger(ResourceLeakDetector.class.getName());
        Handler listener = new Listener(leaks);
        log.addHandler(listener);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try {
            for (int i = 0; i < 15; i++) {
                breakOffAnUpload();
                breakOffADownload();
                haveTheServiceBreakOff();
            }
            // What is lost is noticed when it is collected and another buffer is made.
            for (int i = 0; i < 5; i++) {
                System.gc();
                passesNearlyAllBytesWithoutACopyAndCountsThem();
            }
        } finally {
            ResourceLeakDetector.setLevel(before);
            log.removeHandler(listener);
        }

        assertThat(leaks).isEmpty();
    }

    private void breakOffAnUpload() throws Exception {
        CompletableFuture<Void> some = new CompletableFuture<>();
        CompletableFuture<Void> broken = new CompletableFuture<>();
        AtomicLong received = new AtomicLong();
        service.behave(request -> {
            request.exceptionHandler(gone -> broken.complete(null));
            request.handler(bytes -> {
                if (received.addAndGet(bytes.length()) > MEBIBYTE) {
                    some.complete(null);
                }
            });
        });
        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 100000000\r\n\r\n");
            client.send(randomBytes(3 * MEBIBYTE));
            some.get(60, TimeUnit.SECONDS);
            client.vanish();
        }
        broken.get(60, TimeUnit.SECONDS);
    }

    private void breakOffADownload() throws Exception {
        CompletableFuture<Void> broken = new CompletableFuture<>();
        service.behave(request -> {
            request.response().closeHandler(gone -> broken.complete(null));
            request.response().putHeader("Content-Length", "1000000000");
            write(request, randomBytes(MEBIBYTE), 900, new AtomicLong());
        });
        try (RawClient client = raw()) {
            client.send(head("GET /api/content/a") + "\r\n");
            client.head();
            client.bytes(2 * MEBIBYTE);
            client.vanish();
        }
        broken.get(60, TimeUnit.SECONDS);
    }

    private void haveTheServiceBreakOff() throws Exception {
        AtomicLong received = new AtomicLong();
        service.behave(request -> request.handler(bytes -> {
            if (received.addAndGet(bytes.length()) > MEBIBYTE) {
                request.connection().close();
            }
        }));
        try (RawClient client = raw()) {
            client.send(head("PUT /api/content/a") + "Content-Length: 4000000\r\n\r\n");
            client.send(randomBytes(4_000_000));
            assertThat(client.answer()).startsWith("HTTP/1.1 503");
        }
    }

    private void assertEchoed(RawClient client, byte[] body, boolean chunked) throws Exception {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, body, chunked));
        assertThat(Arrays.equals(receive(client, body.length), body))
                .as("%d bytes, the same as were sent", body.length)
                .isTrue();
        sending.get(60, TimeUnit.SECONDS);
    }

    private void send(RawClient client, byte[] body, boolean chunked) {
        try {
            client.send(head("PUT /api/content/a"));
            if (chunked) {
                client.send("Transfer-Encoding: chunked\r\nX-Length: " + body.length + "\r\n\r\n");
                for (int at = 0; at < body.length; at += 300_001) {
                    byte[] chunk = Arrays.copyOfRange(body, at, Math.min(body.length, at + 300_001));
                    client.send(Integer.toHexString(chunk.length) + "\r\n")
                            .send(chunk)
                            .send("\r\n");
                }
                client.send("0\r\n\r\n");
            } else {
                client.send("Content-Length: " + body.length + "\r\nX-Length: " + body.length + "\r\n\r\n");
                client.send(body);
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static byte[] receive(RawClient client, int length) throws IOException {
        assertThat(client.head()).startsWith("HTTP/1.1 200");
        return client.bytes(length);
    }

    /** Sends back what comes, as it comes; the answer ends after the request has, not when it might. */
    private static void echo(HttpServerRequest request) {
        if (Boolean.parseBoolean(request.getHeader("X-Chunked"))) {
            request.response().setChunked(true);
        } else {
            request.response().putHeader("Content-Length", request.getHeader("X-Length"));
        }
        if (request.getHeader("Content-Length") != null) {
            request.pipeTo(request.response());
            return;
        }
        AtomicReference<Buffer> held = new AtomicReference<>(Buffer.buffer());
        request.handler(bytes -> request.response().write(held.getAndSet(bytes)));
        request.endHandler(end -> request.response().end(held.get()));
    }

    private static void write(HttpServerRequest request, byte[] block, int times, AtomicLong written) {
        int remaining = times;
        while (remaining > 0 && !request.response().writeQueueFull()) {
            request.response().write(Buffer.buffer(block));
            written.addAndGet(block.length);
            remaining--;
        }
        int rest = remaining;
        if (rest == 0) {
            request.response().end();
        } else {
            request.response().drainHandler(drained -> write(request, block, rest, written));
        }
    }

    private double counted(String name, String direction) {
        return meters.find(name).tag("direction", direction).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static final class Listener extends Handler {
        private final Queue<String> heard;

        Listener(Queue<String> heard) {
            this.heard = heard;
        }

        @Override
        public void publish(LogRecord record) {
            heard.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

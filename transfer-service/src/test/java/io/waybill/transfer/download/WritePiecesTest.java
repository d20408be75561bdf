package io.waybill.transfer.download;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However much there is to send, a reader that takes nothing is not sent more than fits between the two. */
class WritePiecesTest {
    private static final int PIECE_BYTES = 256 << 10;
    private static final int PIECES = 2_000;
    private static final int MANY_PIECES = 400;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final Promise<Void> written = Promise.promise();
    private int port;

    @BeforeEach
    void serve() throws Exception {
        Buffer piece = Buffer.buffer(new byte[PIECE_BYTES]);
        port = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().putHeader("Content-Length", Long.toString((long) PIECES * PIECE_BYTES));
                    WritePieces.to(
                                    request.response(),
                                    () -> Future.succeededFuture(
                                            asked.getAndIncrement() < PIECES
                                                    ? Optional.of(new WritePieces.Bytes(piece))
                                                    : Optional.empty()))
                            .compose(all -> request.response().end())
                            .onComplete(written);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aReaderThatWaitsHoldsItsOwnAnswerUpAndThenGetsAllOfIt() throws IOException {
        try (Socket reader = ask()) {
            awaitStandstill();
            assertThat(asked.get()).isLessThan(MANY_PIECES);

            InputStream in = reader.getInputStream();
            in.skipNBytes(1L * PIECES * PIECE_BYTES);
            assertThat(in.read()).isNotEqualTo(-1);
            await().atMost(Duration.ofSeconds(30)).until(written.future()::succeeded);
        }
    }

    @Test
    void aReaderThatIsGoneEndsTheWriting() throws IOException {
        try (Socket reader = ask()) {
            awaitStandstill();
            reader.setSoLinger(true, 0);
        }

        await().atMost(Duration.ofSeconds(30)).until(written.future()::failed);
        assertThat(asked.get()).isLessThan(MANY_PIECES);
    }

    private Socket ask() throws IOException {
        Socket reader = new Socket();
        reader.setReceiveBufferSize(64 << 10);
        reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        reader.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        return reader;
    }

    /** Until nothing has been asked for during half a second; then whatever fits in between is full. */
    private void awaitStandstill() {
        int[] before = {-1};
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    int now = asked.get();
                    boolean still = now > 0 && now == before[0];
                    before[0] = now;
                    return still;
                });
    }
}

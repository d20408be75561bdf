package io.waybill.transfer.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the start does with a store that answers, but not yet as a store. */
class S3BucketTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private volatile int refusal;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int status = asked.incrementAndGet() <= 3 ? refusal : 200;
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void waitsForAStoreThatIsStarting() {
        refusal = 503;

        open().close();

        assertThat(asked).hasValue(4);
    }

    @Test
    void waitsForNoStoreThatRefusesUs() {
        refusal = 403;

        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("cannot be used");
        assertThat(asked).hasValue(1);
    }

    private S3Store open() {
        return S3Store.open(
                vertx,
                new S3Connection(
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "us-east-1",
                        "waybill",
                        "access-key",
                        "secret-key",
                        4,
                        Duration.ofSeconds(5)));
    }
}

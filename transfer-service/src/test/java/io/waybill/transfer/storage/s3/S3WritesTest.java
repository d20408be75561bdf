package io.waybill.transfer.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.TestBytes;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bytes on their way to a store that is there and does nothing. */
class S3WritesTest {
    private static final int MORE_THAN_SOCKETS_HOLD = 32 << 20;

    @Test
    void aStoreThatReadsNothingGivesTheBytesBack() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            S3Connection connection = new S3Connection(
                    "http://127.0.0.1:" + frozen.getLocalPort(),
                    "us-east-1",
                    "waybill",
                    "waybill",
                    "not-a-secret",
                    4,
                    Duration.ofSeconds(1));
            S3Client client = connection.connect();
            S3Writes writes = new S3Writes(vertx, client, connection, new Retries(vertx));

            Future<MultiMap> put = writes.put(
                    StoreKeys.object(UUID.randomUUID()),
                    Map.of(),
                    Map.of(),
                    TestBytes.random(MORE_THAN_SOCKETS_HOLD, 1));

            await().atMost(Duration.ofMinutes(1)).until(put::isComplete);
            assertThat(S3Failure.of(put.cause()).isTransient()).isTrue();
            writes.close();
            client.close();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}

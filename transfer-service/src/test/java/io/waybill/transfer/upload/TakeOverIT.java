package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import io.waybill.transfer.testing.BrokenRequest;
import io.waybill.transfer.testing.StoreView;
import io.waybill.transfer.testing.TransferClient;
import io.waybill.transfer.testing.TransferParts;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two requests that become the writer of one upload at the same moment, held there by a lock on its row. */
@QuarkusTest
@QuarkusTestResource(TransferParts.class)
class TakeOverIT {
    private static final byte[] BYTES = TransferClient.bytes((1 << 20) + 4321, 17);
    private static final int PATIENCE_SECONDS = 60;

    @TestHTTPResource
    URI base;

    Function<String, String> authorization;

    @Inject
    Pool pool;

    private TransferClient alice;

    @BeforeEach
    void signIn() {
        alice = new TransferClient(base, authorization, "alice-" + UUID.randomUUID());
    }

    @Test
    void whoAsksAfterACutGoesOnAtTheToldOffsetAlsoWhileTheCutRequestIsOnlyBecomingTheWriter() throws Exception {
        String upload = alice.open("cut", BYTES.length);
        RowLock lock = lock(upload);
        CompletableFuture<Long> told;
        try (BrokenRequest cut = alice.brokenPatch(upload, 0, BYTES, 1000)) {
            awaitWaiting(1);
            cut.close();
            told = CompletableFuture.supplyAsync(() -> alice.offset(upload));
            awaitWaiting(2);
        }
        lock.release();

        long offset = told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        byte[] rest = Arrays.copyOfRange(BYTES, (int) offset, BYTES.length);
        assertThat(alice.patch(upload, offset, rest).statusCode()).isEqualTo(204);
        assertThat(alice.download("/api/content/cut").body()).isEqualTo(BYTES);
    }

    @Test
    void whoLosesTheMomentToAnotherRequestWritesAllTheSame() throws Exception {
        String upload = alice.open("moment", BYTES.length);
        RowLock lock = lock(upload);
        try (BrokenRequest silent = alice.brokenPatch(upload, 0, BYTES, 0)) {
            awaitWaiting(1);
            CompletableFuture<Integer> newer = CompletableFuture.supplyAsync(
                    () -> alice.patch(upload, 0, BYTES).statusCode());
            awaitWaiting(2);
            lock.release();

            assertThat(newer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(204);
            assertThat(silent.statusLine()).contains("409");
        }

        assertThat(alice.download("/api/content/moment").body()).isEqualTo(BYTES);
    }

    private void awaitWaiting(int requests) {
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> StoreView.await(pool.query("select count(*) from pg_stat_activity"
                                                + " where wait_event_type = 'Lock' and datname = current_database()")
                                        .execute())
                                .iterator()
                                .next()
                                .getLong(0)
                        >= requests);
    }

    private RowLock lock(String upload) {
        UUID id = UUID.fromString(upload.substring(upload.lastIndexOf('/') + 1));
        SqlConnection connection = StoreView.await(pool.getConnection());
        Transaction transaction = StoreView.await(connection.begin());
        StoreView.await(connection
                .preparedQuery("select 1 from upload where id = $1 for update")
                .execute(Tuple.of(id)));
        return new RowLock(connection, transaction);
    }

    private record RowLock(SqlConnection connection, Transaction transaction) {
        void release() {
            StoreView.await(transaction.rollback());
            StoreView.await(connection.close());
        }
    }
}

package io.waybill.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.stack.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas, as far as limits go, and the real database that they share. */
class SharedBucketsIT {
    private static final Rate THOUSAND_AN_HOUR = new Rate(1_000, Duration.ofHours(1));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path home;

    private static PostgresServer postgres;
    private static Vertx vertx;
    private static GatewayDatabase database;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = PostgresServer.start(home);
        vertx = Vertx.vertx();
        String name = "waybill_gateway";
        database = new GatewayDatabase(
                vertx,
                () -> DriverManager.getConnection(
                        postgres.jdbcUrl(name), postgres.user(name), postgres.password(name)));
        execute(Files.readString(Path.of("src/main/resources/db/migration/V42__rate_bucket.sql")));
    }

    @AfterAll
    static void stopPostgres() {
        vertx.close();
        postgres.stop();
    }

    @BeforeEach
    void nobodyCameYet() throws SQLException {
        execute("truncate rate_bucket");
    }

    @Test
    void twoReplicasTogetherAllowWhatOneWould() throws Exception {
        List<Allowance> replicas = List.of(replica(tokens(1_000)), replica(tokens(1_000)));
        AtomicInteger allowed = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        int asked = 3_000;

        ExecutorService clients = Executors.newFixedThreadPool(8);
        for (int i = 0; i < asked; i++) {
            Allowance replica = replicas.get(i % 2);
            clients.execute(() -> replica.take(verdict -> {
                allowed.addAndGet(verdict.allowed() ? 1 : 0);
                told.incrementAndGet();
            }));
        }
        clients.shutdown();

        await().atMost(PATIENCE).until(() -> told.get() == asked);
        // The hour goes on: a second brings 0.28.
        assertThat(allowed.get()).isBetween(1_000, 1_000 + 20);
    }

    @Test
    void aReplicaThatStartsAnewFindsWhatIsLeft() throws Exception {
        Allowance first = replica(tokens(1_000));
        for (int i = 0; i < 100; i++) {
            take(first);
        }

        Verdict verdict = take(replica(tokens(1_000)));

        assertThat(verdict.left()).isLessThanOrEqualTo(899);
    }

    @Test
    void aBucketFillsByTheClockOfTheDatabase() throws Exception {
        BucketRows rows = new BucketRows(database);
        assertThat(lease(rows, 1_000)).isEqualTo(1_000);
        assertThat(lease(rows, 10)).isLessThan(5);

        execute("update rate_bucket set counted_at = counted_at - interval '36 minutes'");

        assertThat(lease(rows, 1_000)).isBetween(600, 620);
    }

    @Test
    void neverHoldsMoreThanItsQuota() throws Exception {
        BucketRows rows = new BucketRows(database);
        lease(rows, 10);
        execute("update rate_bucket set counted_at = counted_at - interval '36 days'");

        Lease all = rows.take(List.of(claim("user:alice", 1_000))).get("user:alice");

        assertThat(all.granted()).isEqualTo(1_000);
        assertThat(all.level()).isZero();
    }

    @Test
    void aSmallerLimitHoldsAtOnce() {
        BucketRows rows = new BucketRows(database);
        lease(rows, 10);

        Claim smaller = new Claim("user:alice", new Rate(5, Duration.ofHours(1)), 5, false);

        assertThat(rows.take(List.of(smaller)).get("user:alice").granted()).isEqualTo(5);
        assertThat(rows.take(List.of(smaller)).get("user:alice").granted()).isZero();
    }

    @Test
    void claimsOfManyPartiesInAnyOrderDoNotBlockEachOther() throws Exception {
        BucketRows rows = new BucketRows(database);
        List<Claim> up =
                IntStream.range(0, 300).mapToObj(i -> claim("user:" + i, 1)).toList();
        List<Claim> down = new ArrayList<>(up);
        Collections.reverse(down);

        List<CompletableFuture<Map<String, Lease>>> both = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<Claim> claims = i % 2 == 0 ? up : down;
            both.add(CompletableFuture.supplyAsync(() -> rows.take(claims)));
        }

        for (CompletableFuture<Map<String, Lease>> one : both) {
            assertThat(one.get(60, TimeUnit.SECONDS)).hasSize(300);
        }
    }

    @Test
    void fullBucketsAreSweptAndOthersAreNot() throws Exception {
        BucketRows rows = new BucketRows(database);
        rows.take(List.of(claim("user:a", 10), claim("user:b", 10)));
        execute("update rate_bucket set counted_at = counted_at - interval '1 hour' where bucket = 'user:a'");

        assertThat(rows.sweep()).isEqualTo(1);
        assertThat(rows.sweep()).isZero();
    }

    @Test
    void manyNewPartiesMakeNoMoreRowsThanAreAllowed() throws Exception {
        PostgresTokens tokens = tokens(10);

        int refused = 0;
        for (int i = 0; i < 25; i++) {
            Future<Lease> lease = tokens.lease(claim("address:" + i, 1));
            await().atMost(PATIENCE).until(lease::isComplete);
            refused += lease.failed() ? 1 : 0;
        }

        assertThat(refused).isEqualTo(15);
        tokens.forgetFresh();
        Future<Lease> later = tokens.lease(claim("address:later", 1));
        await().atMost(PATIENCE).until(later::isComplete);
        assertThat(later.succeeded()).isTrue();
    }

    @Test
    void whoeverWaitsForADatabaseThatHangsIsToldAndSoIsWhoeverComesThen() {
        Promise<Map<String, Lease>> hanging = Promise.promise();
        PostgresTokens tokens = new PostgresTokens(
                vertx, work -> hanging.future(), new BucketRows(database), Duration.ofMillis(50), 1_000);

        Future<Lease> first = tokens.lease(claim("user:alice", 1));
        Future<Lease> behind = tokens.lease(claim("user:bob", 1));
        await().atMost(PATIENCE).until(() -> first.isComplete() && behind.isComplete());

        assertThat(first.failed()).isTrue();
        assertThat(behind.failed()).isTrue();
        assertThat(tokens.lease(claim("user:carol", 1)).failed()).isTrue();

        hanging.complete(Map.of());
        Future<Lease> after = tokens.lease(claim("user:carol", 1));
        assertThat(after.failed())
                .as("the database answered, and knows nothing of carol")
                .isTrue();
    }

    private static int lease(BucketRows rows, int wanted) {
        return rows.take(List.of(claim("user:alice", wanted))).get("user:alice").granted();
    }

    private static Claim claim(String bucket, int wanted) {
        return new Claim(bucket, THOUSAND_AN_HOUR, wanted, true);
    }

    private static PostgresTokens tokens(int mostFresh) {
        return new PostgresTokens(vertx, database::beside, new BucketRows(database), PATIENCE, mostFresh);
    }

    private static Allowance replica(TokenSource source) {
        return new Allowance("user:alice", THOUSAND_AN_HOUR, source, System::nanoTime);
    }

    private static Verdict take(Allowance allowance) throws Exception {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        allowance.take(verdict::complete);
        return verdict.get(60, TimeUnit.SECONDS);
    }

    private static void execute(String sql) throws SQLException {
        String name = "waybill_gateway";
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(name), postgres.user(name), postgres.password(name));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

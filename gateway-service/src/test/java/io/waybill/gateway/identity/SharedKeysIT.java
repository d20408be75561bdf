package io.waybill.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedKeysIT {
    private static final byte[] SECRET = new byte[32];

    @TempDir
    static Path home;

    private static PostgresServer postgres;
    private static SharedKeys.Database database;

    private final SettableClock clock = new SettableClock();

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = PostgresServer.start(home);
        String name = "waybill_gateway";
        database =
                () -> DriverManager.getConnection(postgres.jdbcUrl(name), postgres.user(name), postgres.password(name));
        execute(Files.readString(Path.of("src/main/resources/db/migration/V1__signing_key.sql")));
    }

    @AfterAll
    static void stopPostgres() {
        postgres.stop();
    }

    @BeforeEach
    void forgetAllKeys() throws SQLException {
        execute("truncate signing_key");
    }

    @Test
    void makesTheFirstKeyAndKeepsIt() {
        KeyRing first = keys(SECRET).load();
        KeyRing second = keys(SECRET).load();

        assertThat(first.keys()).hasSize(1);
        assertThat(first.signer(clock.instant())).isPresent();
        assertThat(second.keys().get(0).id()).isEqualTo(first.keys().get(0).id());
    }

    @Test
    void sharesOneKeyBetweenReplicasThatStartAtOnce() throws Exception {
        ExecutorService replicas = Executors.newFixedThreadPool(8);
        List<Callable<KeyRing>> starts =
                Collections.nCopies(8, () -> keys(SECRET).load());

        List<Future<KeyRing>> rings = replicas.invokeAll(starts);
        replicas.shutdown();

        String id = rings.get(0).get().keys().get(0).id();
        for (Future<KeyRing> ring : rings) {
            assertThat(ring.get().keys()).extracting(SigningKey::id).containsExactly(id);
        }
    }

    @Test
    void publishesTheNextKeyBeforeItSignsAndTheLastOneAfter() {
        String first = signer(keys(SECRET).load());

        clock.advance(Duration.ofHours(24).minusMinutes(5));
        KeyRing announced = keys(SECRET).load();
        assertThat(announced.keys()).hasSize(2);
        assertThat(signer(announced)).isEqualTo(first);

        clock.advance(Duration.ofMinutes(6));
        KeyRing changed = keys(SECRET).load();
        assertThat(changed.keys()).extracting(SigningKey::id).contains(first);
        assertThat(signer(changed)).isNotEqualTo(first);

        clock.advance(Duration.ofMinutes(10));
        assertThat(keys(SECRET).load().keys()).extracting(SigningKey::id).doesNotContain(first);
    }

    @Test
    void startsAnewAfterALongSleep() {
        String first = signer(keys(SECRET).load());
        clock.advance(Duration.ofDays(30));

        KeyRing ring = keys(SECRET).load();

        assertThat(ring.keys()).hasSize(1);
        assertThat(signer(ring)).isNotEqualTo(first);
    }

    @Test
    void publishesButNeverUsesAKeyOfAnotherSecret() {
        byte[] other = SECRET.clone();
        other[0] = 1;
        String first = signer(keys(other).load());

        KeyRing ring = keys(SECRET).load();

        assertThat(ring.keys()).extracting(SigningKey::id).contains(first).hasSize(2);
        assertThat(signer(ring)).isNotEqualTo(first);
    }

    private String signer(KeyRing ring) {
        Instant now = clock.instant();
        return ring.signer(now).orElseThrow().id();
    }

    private SharedKeys keys(byte[] secret) {
        return new SharedKeys(database, new KeyVault(secret), new DefaultSigning(), clock);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private record DefaultSigning() implements SigningConfig {
        @Override
        public Optional<Path> keyFile() {
            return Optional.empty();
        }

        @Override
        public Duration signFor() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration publishBefore() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration publishAfter() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration refresh() {
            return Duration.ofSeconds(30);
        }
    }
}

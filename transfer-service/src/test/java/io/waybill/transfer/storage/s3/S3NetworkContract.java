package io.waybill.transfer.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.stack.proxy.Fault;
import io.waybill.stack.proxy.FaultProxy;
import io.waybill.transfer.storage.Collected;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.storage.TestBytes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The network to an S3 store misbehaves: what arrived changed is not kept, what did not arrive is told soon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3NetworkContract {
    private static final int PART = (int) ObjectStore.MIN_PART_BYTES;

    @TempDir
    static Path home;

    private io.waybill.stack.store.S3Store server;
    private FaultProxy proxy;
    private Vertx vertx;
    private S3Store store;

    /** Starts the S3 server. */
    protected abstract io.waybill.stack.store.S3Store start(Path directory);

    @BeforeAll
    void open() {
        server = start(home);
        proxy = new FaultProxy(URI.create(server.endpoint()));
        vertx = Vertx.vertx();
        store = S3Store.open(
                vertx,
                new S3Connection(
                        proxy.url().toString(),
                        "us-east-1",
                        "waybill",
                        "waybill",
                        server.secretKey(),
                        4,
                        Duration.ofSeconds(2)));
    }

    @AfterAll
    void shut() {
        store.close();
        done(vertx.close());
        proxy.close();
        server.stop();
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    @Test
    void aPartWithAChangedBitIsRefused() {
        TestBytes bytes = TestBytes.random(PART, 1);
        StagedObject staged = done(store.stage(newKey()));
        proxy.up(Fault.flipBitAt(PART / 2));

        assertThat(failure(store.putPart(staged, 1, bytes))).isNotNull();

        proxy.heal();
        StoredPart part = done(store.putPart(staged, 1, bytes));
        done(store.assemble(staged, List.of(part)));
        assertThat(read(staged.key())).isEqualTo(bytes.bytes());
    }

    @Test
    void anObjectWithAChangedBitIsRefused() {
        TestBytes bytes = TestBytes.random(PART, 2);
        String key = newKey();
        proxy.up(Fault.flipBitAt(PART / 2));

        assertThat(failure(store.put(key, bytes))).isNotNull();

        proxy.heal();
        assertThat(done(store.stat(key))).isEmpty();
        done(store.put(key, bytes));
        assertThat(read(key)).isEqualTo(bytes.bytes());
    }

    static Stream<Arguments> silences() {
        return Map.of(
                        "cut", Fault.cutAfter(PART / 2),
                        "reset", Fault.resetAfter(PART / 2),
                        "black hole", Fault.blackHoleAfter(PART / 2))
                .entrySet()
                .stream()
                .map(fault -> Arguments.of(fault.getKey(), fault.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void aStoreThatIsCutOffIsAway(String name, Fault fault) {
        TestBytes bytes = TestBytes.random(PART, 3);
        StagedObject staged = done(store.stage(newKey()));
        proxy.up(fault);

        WaybillException away = failure(store.putPart(staged, 1, bytes));

        assertThat(away).as(name).isNotNull();
        assertThat(away.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        proxy.heal();
        StoredPart part = done(store.putPart(staged, 1, bytes));
        done(store.assemble(staged, List.of(part)));
        assertThat(read(staged.key())).isEqualTo(bytes.bytes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void aReadThatIsCutOffNeverEndsAsAWholeOne(String name, Fault fault) {
        TestBytes bytes = TestBytes.random(PART, 4);
        String key = newKey();
        done(store.put(key, bytes));
        proxy.down(fault);

        assertThatThrownBy(() -> read(key)).as(name).isInstanceOf(CompletionException.class);
    }

    private byte[] read(String key) {
        return done(store.read(key, 0, PART).compose(Collected::from));
    }

    private static String newKey() {
        return StoreKeys.object(UUID.randomUUID());
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static WaybillException failure(Future<?> future) {
        try {
            done(future);
            return null;
        } catch (CompletionException failed) {
            return (WaybillException) failed.getCause();
        }
    }
}

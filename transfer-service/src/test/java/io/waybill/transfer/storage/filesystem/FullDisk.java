package io.waybill.transfer.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.Collected;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.storage.TestBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A process that fills the small disk of its store and goes on when there is room again; it fails when anything is not as it should be. */
final class FullDisk {
    private static final int PART_BYTES = 500_000;
    private static final int BALLAST_BYTES = 1_500_000;

    private final Path directory;
    private final FilesystemStore store;

    private FullDisk(Path directory, FilesystemStore store) {
        this.directory = directory;
        this.store = store;
    }

    public static void main(String[] args) throws IOException {
        Vertx vertx = Vertx.vertx();
        Path directory = Path.of(args[0]);
        try (FilesystemStore store = FilesystemStore.open(vertx, directory, 2)) {
            new FullDisk(directory, store).fillAndGoOn();
        } finally {
            done(vertx.close());
        }
    }

    private void fillAndGoOn() throws IOException {
        String ballast = newKey();
        done(store.put(ballast, TestBytes.random(BALLAST_BYTES, 1)));
        StagedObject staged = done(store.stage(newKey()));
        List<StoredPart> parts = new ArrayList<>();
        Optional<ErrorCode> refused = putNext(staged, parts);
        while (refused.isEmpty()) {
            refused = putNext(staged, parts);
        }

        assertThat(refused).hasValue(ErrorCode.STORE_FULL);
        assertThat(parts).isNotEmpty();
        List<Path> full = files();
        assertThat(full).as("one file per part, and the ballast").hasSize(parts.size() + 1);
        assertThat(codeOf(store.put(newKey(), TestBytes.random(PART_BYTES, 2)))).hasValue(ErrorCode.STORE_FULL);
        assertThat(putNext(staged, parts)).hasValue(ErrorCode.STORE_FULL);
        assertThat(files()).isEqualTo(full);

        done(store.delete(ballast));
        assertThat(putNext(staged, parts)).isEmpty();
        done(store.assemble(staged, parts));

        byte[] read = done(
                store.read(staged.key(), 0, (long) parts.size() * PART_BYTES).compose(Collected::from));
        assertThat(read).isEqualTo(expected(parts.size()));
        assertThat(files()).as("one file per part, and the manifest").hasSize(parts.size() + 1);
    }

    private Optional<ErrorCode> putNext(StagedObject staged, List<StoredPart> parts) {
        int number = parts.size() + 1;
        return codeOf(store.putPart(staged, number, bytes(number)).onSuccess(parts::add));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static byte[] expected(int parts) {
        Buffer all = Buffer.buffer();
        for (int number = 1; number <= parts; number++) {
            all.appendBytes(bytes(number).bytes());
        }
        return all.getBytes();
    }

    private static TestBytes bytes(int number) {
        return TestBytes.random(PART_BYTES, 10L + number);
    }

    private static String newKey() {
        return StoreKeys.object(UUID.randomUUID());
    }

    private static Optional<ErrorCode> codeOf(Future<?> future) {
        return done(future.map(Optional.<ErrorCode>empty())
                .recover(failure -> failure instanceof WaybillException known
                        ? Future.succeededFuture(Optional.of(known.code()))
                        : Future.failedFuture(failure)));
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

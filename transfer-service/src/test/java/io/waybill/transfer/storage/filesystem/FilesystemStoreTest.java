package io.waybill.transfer.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.transfer.storage.LocalFiles.FileSlice;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.ObjectStoreContract;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.storage.TestBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemStoreTest extends ObjectStoreContract {
    @TempDir
    static Path directory;

    private FilesystemStore store;

    @Override
    protected void open() {
        store = FilesystemStore.open(vertx, directory, 4);
    }

    @Override
    protected void shut() {
        store.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void theLastObjectsOfADirectoryCanGoAtTheSameMoment() {
        for (int round = 0; round < 20; round++) {
            List<String> keys = Stream.generate(() -> sameDirectory(UUID.randomUUID()))
                    .limit(8)
                    .toList();
            keys.forEach(key -> done(store.put(key, TestBytes.random(1, 3))));

            done(Future.all(keys.stream().map(store::delete).toList()));

            assertThat(keys).allSatisfy(key -> assertThat(done(store.stat(key))).isEmpty());
        }
    }

    private static String sameDirectory(UUID random) {
        return StoreKeys.object(new UUID(random.getMostSignificantBits(), random.getLeastSignificantBits() & ~0xFFL));
    }

    @Test
    void slicesOfFilesAreTheBytesOfTheObject() throws IOException {
        StagedObject staged = done(store.stage(newKey()));
        TestBytes first = TestBytes.random(1000, 1);
        TestBytes second = TestBytes.random(1000, 2);
        done(store.assemble(
                staged, List.of(done(store.putPart(staged, 1, first)), done(store.putPart(staged, 2, second)))));

        List<FileSlice> slices = done(store.slices(staged.key(), 900, 200)).orElseThrow();

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (FileSlice slice : slices) {
            bytes.write(Files.readAllBytes(slice.file()), (int) slice.offset(), (int) slice.length());
        }
        assertThat(bytes.toByteArray()).isEqualTo(read(staged.key(), 900, 200));
        assertThat(slices).hasSize(2);
    }

    @Test
    void aTruncatedPartIsCorruptAndSaidBeforeTheFirstByte() throws IOException {
        StagedObject staged = assembled(TestBytes.random(1000, 3));
        try (RandomAccessFile part = new RandomAccessFile(onlyPart(staged).toFile(), "rw")) {
            part.setLength(999);
        }

        assertThat(codeOf(store.read(staged.key(), 0, 10))).isEqualTo(ErrorCode.CORRUPT);
    }

    @Test
    void aLostPartIsCorruptAndNotAbsent() throws IOException {
        StagedObject staged = assembled(TestBytes.random(1000, 4));
        Files.delete(onlyPart(staged));

        assertThat(codeOf(store.read(staged.key(), 0, 10))).isEqualTo(ErrorCode.CORRUPT);
    }

    @Test
    void aDamagedManifestIsCorruptAndCanBeDeleted() throws IOException {
        StagedObject staged = assembled(TestBytes.random(1000, 5));
        Path manifest = directory.resolve("objects").resolve(staged.key());
        byte[] bytes = Files.readAllBytes(manifest);
        Files.write(manifest, Arrays.copyOf(bytes, bytes.length - 40));

        assertThat(codeOf(store.read(staged.key(), 0, 10))).isEqualTo(ErrorCode.CORRUPT);
        done(store.delete(staged.key()));
        assertThat(done(store.stat(staged.key()))).isEmpty();
    }

    @Test
    void aCrashBeforeTheManifestLeavesAStagingThatAssembleFinishes() throws IOException {
        StagedObject staged = done(store.stage(newKey()));
        TestBytes bytes = TestBytes.random(100, 6);
        StoredPart part = done(store.putPart(staged, 1, bytes));
        Files.move(
                directory.resolve("staged").resolve(staged.stageId()),
                directory.resolve("moving").resolve(staged.stageId()));

        assertThat(done(store.listStaged(staged.key(), Instant.now().plusSeconds(9), 9)))
                .containsExactly(staged);
        done(store.assemble(staged, List.of(part)));

        assertThat(readAll(staged.key(), 100)).isEqualTo(bytes.bytes());
    }

    @Test
    void aCrashAfterTheManifestLeavesAReadableObjectThatNoSweepDestroys() throws IOException {
        StagedObject staged = assembled(TestBytes.random(100, 7));
        Path parts = onlyPart(staged).getParent();
        Files.move(parts, directory.resolve("moving").resolve(staged.stageId()));

        assertThat(readAll(staged.key(), 100)).hasSize(100);
        done(store.discard(staged));
        assertThat(readAll(staged.key(), 100)).hasSize(100);
        assertThat(parts).isDirectory();
    }

    @Test
    void aCrashInTheMiddleOfADeleteLeavesAStrayThatIsListed() throws IOException {
        StagedObject staged = assembled(TestBytes.random(100, 8));
        Files.move(onlyPart(staged).getParent(), directory.resolve("moving").resolve(staged.stageId()));
        Files.delete(directory.resolve("objects").resolve(staged.key()));

        assertThat(done(store.listStaged(staged.key(), Instant.now().plusSeconds(9), 9)))
                .containsExactly(staged);
        done(store.discard(staged));

        assertThat(done(store.listStaged(staged.key(), Instant.now().plusSeconds(9), 9)))
                .isEmpty();
        assertThat(directory.resolve("moving").resolve(staged.stageId())).doesNotExist();
    }

    @Test
    void deleteFreesEveryFile() throws IOException {
        StagedObject staged = assembled(TestBytes.random(100, 9));

        done(store.delete(staged.key()));

        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.map(Path::toString))
                    .noneMatch(file -> file.contains(staged.stageId()) || file.endsWith(staged.key()));
        }
    }

    @Test
    void aForeignStageIdNamesNoFileOutsideTheStore() {
        String key = newKey();

        assertThat(codeOf(store.discard(new StagedObject(key, "../../etc")))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(store.putPart(new StagedObject(key, "x/../y"), 1, TestBytes.random(1, 1))))
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aFullDiskIsToldFromABrokenOne() {
        assertThat(FileFailures.toWaybill(new IOException("No space left on device"))
                        .code())
                .isEqualTo(ErrorCode.STORE_FULL);
        assertThat(FileFailures.toWaybill(new FileSystemException("f", null, "Disk quota exceeded"))
                        .code())
                .isEqualTo(ErrorCode.STORE_FULL);
        assertThat(FileFailures.toWaybill(new IOException("Input/output error")).code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    private StagedObject assembled(TestBytes bytes) {
        StagedObject staged = done(store.stage(newKey()));
        done(store.assemble(staged, List.of(done(store.putPart(staged, 1, bytes)))));
        return staged;
    }

    private static Path onlyPart(StagedObject staged) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("parts"))) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().contains(staged.stageId()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

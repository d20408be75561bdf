package io.waybill.transfer.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.storage.Collected;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.storage.TestBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemStoreKillTest {
    private static final int KILLS = 5;

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterTheWriterWasKilledAndNothingElseIsVisible() throws Exception {
        Map<String, Long> objects = new LinkedHashMap<>();
        Map<StagedObject, List<StoredPart>> open = new LinkedHashMap<>();
        Map<StagedObject, Long> seeds = new LinkedHashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            for (String line : acknowledgedBeforeKill(1000L * kill, 7 + 3 * kill)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("object")) {
                    objects.put(words[1], Long.parseLong(words[2]));
                    open.keySet().removeIf(staged -> staged.key().equals(words[1]));
                } else {
                    StagedObject staged = new StagedObject(words[1], words[2]);
                    int number = Integer.parseInt(words[3]);
                    seeds.put(staged, Long.parseLong(words[4]) - number);
                    open.computeIfAbsent(staged, first -> new ArrayList<>())
                            .add(new StoredPart(number, StoreWriter.PART_BYTES, words[5]));
                }
            }
        }

        Vertx vertx = Vertx.vertx();
        try (FilesystemStore store = FilesystemStore.open(vertx, directory, 4)) {
            for (Map.Entry<String, Long> object : objects.entrySet()) {
                assertThat(read(store, object.getKey())).isEqualTo(expected(object.getValue(), 3));
            }
            for (Map.Entry<StagedObject, List<StoredPart>> staged : open.entrySet()) {
                done(store.assemble(staged.getKey(), staged.getValue()));
                assertThat(read(store, staged.getKey().key()))
                        .startsWith(expected(
                                seeds.get(staged.getKey()), staged.getValue().size()));
            }
            for (StagedObject stray : done(store.listStaged("", Instant.now().plusSeconds(60), 100))) {
                done(store.discard(stray));
            }
            assertThat(done(store.listStaged("", Instant.now().plusSeconds(60), 100)))
                    .isEmpty();
            assertThat(done(store.list("", "", 1000)))
                    .allSatisfy(visible -> assertThat(visible.sizeBytes() % StoreWriter.PART_BYTES)
                            .isZero());
        } finally {
            done(vertx.close());
        }
    }

    private List<String> acknowledgedBeforeKill(long seed, int lines) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreWriter.class.getName(),
                        directory.toString(),
                        String.valueOf(seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null) {
                acknowledged.add(line);
                if (acknowledged.size() == lines) {
                    writer.destroyForcibly();
                }
                line = readUnlessCut(out);
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(lines);
        return acknowledged;
    }

    private static String readUnlessCut(BufferedReader out) {
        try {
            return out.readLine();
        } catch (IOException endedByTheKill) {
            return null;
        }
    }

    private static byte[] read(FilesystemStore store, String key) {
        long size = done(store.stat(key)).orElseThrow().sizeBytes();
        return done(store.read(key, 0, size).compose(Collected::from));
    }

    private static byte[] expected(long seed, int parts) {
        Buffer all = Buffer.buffer();
        for (int number = 1; number <= parts; number++) {
            all.appendBytes(
                    TestBytes.random(StoreWriter.PART_BYTES, seed + number).bytes());
        }
        return all.getBytes();
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

package io.waybill.transfer.storage.filesystem;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.storage.TestBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A process that stores until it is killed, and says each thing that was acknowledged, after it was:
 * {@code part <key> <stage> <number> <seed> <etag>}, {@code object <key> <seeds>}.
 */
final class StoreWriter {
    static final int PART_BYTES = 70_000;

    private StoreWriter() {}

    public static void main(String[] args) {
        FilesystemStore store = FilesystemStore.open(Vertx.vertx(), Path.of(args[0]), 4);
        for (long seed = Long.parseLong(args[1]); ; seed += 10) {
            StagedObject staged = done(store.stage(StoreKeys.object(UUID.randomUUID())));
            List<StoredPart> parts = new ArrayList<>();
            for (int number = 1; number <= 3; number++) {
                StoredPart part = done(store.putPart(staged, number, TestBytes.random(PART_BYTES, seed + number)));
                parts.add(part);
                System.out.println("part " + staged.key() + ' ' + staged.stageId() + ' ' + number + ' '
                        + (seed + number) + ' ' + part.etag());
            }
            done(store.assemble(staged, parts));
            System.out.println("object " + staged.key() + ' ' + seed);
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

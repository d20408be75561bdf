package io.waybill.transfer.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.LocalFiles;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.PartRules;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.storage.StoredPart;
import io.waybill.transfer.storage.filesystem.FilesystemStore;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The filesystem store, whose next writes fail as often as a test wants. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FaultyStore implements ObjectStore, LocalFiles {
    private final FilesystemStore store;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile PartRules rules;
    private volatile String kept;
    private volatile long readableBytes = Long.MAX_VALUE;
    private volatile ErrorCode code = ErrorCode.STORE_UNAVAILABLE;

    FaultyStore(Vertx vertx, @ConfigProperty(name = "waybill.store.directory") Path directory) {
        this.store = FilesystemStore.open(vertx, directory, 4);
        this.rules = store.partRules();
    }

    /** The next {@code times} writes fail with {@code failure}. */
    public void failWrites(int times, ErrorCode failure) {
        code = failure;
        failures.set(times);
    }

    /** From now on parts are cut as a store with these rules wants them; null: as this one does. */
    public void cutBy(PartRules others) {
        rules = others == null ? store.partRules() : others;
    }

    /** From now on this object cannot be deleted; null: any can. */
    public void keep(String key) {
        kept = key;
    }

    /** From now on every read breaks after {@code bytes}, which are less than it asks for. */
    public void breakReadsAfter(long bytes) {
        readableBytes = bytes;
    }

    @PreDestroy
    void close() throws Exception {
        store.close();
    }

    private <T> Future<T> write(Supplier<Future<T>> call) {
        boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return fails ? Future.failedFuture(new WaybillException(code, "Asked for by the test.")) : call.get();
    }

    @Override
    public Future<StagedObject> stage(String key) {
        return write(() -> store.stage(key));
    }

    @Override
    public Future<StoredPart> putPart(StagedObject staged, int number, PartBytes bytes) {
        return write(() -> store.putPart(staged, number, bytes));
    }

    @Override
    public Future<StoredPart> copyPart(StagedObject staged, int number, String source, long offset, long length) {
        return write(() -> store.copyPart(staged, number, source, offset, length));
    }

    @Override
    public PartRules partRules() {
        return rules;
    }

    @Override
    public Future<Void> assemble(StagedObject staged, List<StoredPart> parts) {
        return write(() -> store.assemble(staged, parts));
    }

    @Override
    public Future<Void> discard(StagedObject staged) {
        return store.discard(staged);
    }

    @Override
    public Future<Void> put(String key, PartBytes bytes) {
        return write(() -> store.put(key, bytes));
    }

    @Override
    public Future<StoredBytes> read(String key, long offset, long length) {
        long readable = readableBytes;
        return readable >= length
                ? store.read(key, offset, length)
                : store.read(key, offset, readable).map(BreakingBytes::new);
    }

    @Override
    public Future<Optional<StoredObject>> stat(String key) {
        return store.stat(key);
    }

    @Override
    public Future<Void> delete(String key) {
        if (key.equals(kept)) {
            return Future.failedFuture(new WaybillException(ErrorCode.STORE_UNAVAILABLE, "Asked for by the test."));
        }
        return store.delete(key);
    }

    @Override
    public Future<List<StoredObject>> list(String prefix, String after, int limit) {
        return store.list(prefix, after, limit);
    }

    @Override
    public Future<List<StagedObject>> listStaged(String prefix, Instant startedBefore, int limit) {
        return store.listStaged(prefix, startedBefore, limit);
    }

    @Override
    public Future<Optional<List<FileSlice>>> slices(String key, long offset, long length) {
        return readableBytes >= length ? store.slices(key, offset, length) : Future.succeededFuture(Optional.empty());
    }
}

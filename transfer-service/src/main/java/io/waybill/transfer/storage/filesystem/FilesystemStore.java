package io.waybill.transfer.storage.filesystem;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.waybill.transfer.storage.LocalFiles;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.PartRules;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.storage.StoredPart;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The store that is a directory, see {@link StoreLayout}; several processes may share it over one file system.
 *
 * <p><b>What it checks:</b> bytes against a promised digest before they are written (not against one computed in this
 * process from the same memory), sizes when it assembles and when it opens for reading. It does not read back what it
 * wrote: after {@code fsync} the disk vouches for that. <b>What it needs:</b> a POSIX file system with hard links, atomic
 * renames and {@code fsync} of directories; {@link #open} proves it.
 *
 * <p>A part that was replaced by other bytes can still be assembled by its older etag; parts need no minimum size.
 */
public final class FilesystemStore implements ObjectStore, LocalFiles, AutoCloseable {
    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final StagedParts staged;
    private final VisibleObjects objects;
    private final ObjectSlices slices;
    private final Assembly assembly;
    private final KeyOrder keys;

    private FilesystemStore(Vertx vertx, int threads, StoreLayout layout) {
        this.vertx = vertx;
        this.workers = vertx.createSharedWorkerExecutor("waybill-store", threads);
        this.staged = new StagedParts(layout);
        this.slices = new ObjectSlices(layout);
        this.objects = new VisibleObjects(layout, slices);
        this.assembly = new Assembly(layout, staged, objects);
        this.keys = new KeyOrder(layout, objects);
    }

    /**
     * Opens the store in {@code directory}, which is created when missing, with its own {@code threads} for the disk.
     * Blocks; for start-up.
     *
     * @throws IllegalStateException with one sentence when the directory cannot hold a store
     */
    public static FilesystemStore open(Vertx vertx, Path directory, int threads) {
        Path root = directory.toAbsolutePath().normalize();
        StoreLayout layout = new StoreLayout(root);
        try {
            for (Path place :
                    List.of(layout.objects(), layout.staged(), layout.moving(), layout.parts(), layout.tmp())) {
                DurableFiles.createDirectories(place);
            }
            proveWriteOnce(layout);
            FilesystemStore store = new FilesystemStore(vertx, threads, layout);
            store.staged.sweepTemporary(Instant.now());
            return store;
        } catch (IOException | UnsupportedOperationException unfit) {
            throw new IllegalStateException(
                    "WAYBILL_STORE_DIRECTORY " + root
                            + " cannot hold the object store: it must be writable, on a file system"
                            + " with hard links (" + unfit + ").",
                    unfit);
        }
    }

    @Override
    public Future<StagedObject> stage(String key) {
        return onWorker(() -> staged.stage(key));
    }

    @Override
    public Future<StoredPart> putPart(StagedObject object, int number, PartBytes bytes) {
        return onWorker(() -> staged.put(object, number, bytes));
    }

    @Override
    public Future<StoredPart> copyPart(StagedObject object, int number, String sourceKey, long offset, long length) {
        return onWorker(
                () -> staged.copy(object, number, sourceKey, slices.of(sourceKey, offset, length), offset, length));
    }

    @Override
    public PartRules partRules() {
        return new PartRules(1, true);
    }

    @Override
    public Future<Void> assemble(StagedObject object, List<StoredPart> parts) {
        return onWorker(() -> {
            assembly.assemble(object, List.copyOf(parts));
            return null;
        });
    }

    @Override
    public Future<Void> discard(StagedObject object) {
        return onWorker(() -> {
            staged.discard(object);
            return null;
        });
    }

    @Override
    public Future<Void> put(String key, PartBytes bytes) {
        return onWorker(() -> {
            objects.put(key, bytes);
            return null;
        });
    }

    @Override
    public Future<StoredBytes> read(String key, long offset, long length) {
        Context context = vertx.getOrCreateContext();
        return onWorker(() -> new FileBytes(context, workers, new SliceReader(slices.of(key, offset, length))));
    }

    @Override
    public Future<Optional<List<FileSlice>>> slices(String key, long offset, long length) {
        return onWorker(() -> Optional.of(slices.of(key, offset, length)));
    }

    @Override
    public Future<Optional<StoredObject>> stat(String key) {
        return onWorker(() -> objects.stat(key));
    }

    @Override
    public Future<Void> delete(String key) {
        return onWorker(() -> {
            objects.delete(key);
            return null;
        });
    }

    @Override
    public Future<List<StoredObject>> list(String prefix, String after, int limit) {
        return onWorker(() -> keys.list(StoreKeys.requirePrefix(prefix), after, Math.min(limit, MAX_LIST)));
    }

    @Override
    public Future<List<StagedObject>> listStaged(String prefix, Instant startedBefore, int limit) {
        return onWorker(() -> {
            staged.sweepTemporary(Instant.now());
            return staged.list(prefix, startedBefore, Math.min(limit, MAX_LIST));
        });
    }

    @Override
    public void close() {
        workers.close();
    }

    private <T> Future<T> onWorker(Callable<T> work) {
        return workers.executeBlocking(work, false)
                .recover(failure -> Future.failedFuture(FileFailures.toWaybill(failure)));
    }

    private static void proveWriteOnce(StoreLayout layout) throws IOException {
        Path first = layout.temporary();
        Path second = layout.temporary();
        try {
            DurableFiles.write(first, List.of(ObjectFile.wholeHead(0)));
            DurableFiles.publish(first, second);
            DurableFiles.publish(first, second);
            throw new IOException("its links are not write-once");
        } catch (FileAlreadyExistsException asItShouldBe) {
            // Two objects can never have one key.
        } finally {
            DurableFiles.deleteQuietly(first);
            DurableFiles.deleteQuietly(second);
        }
    }
}

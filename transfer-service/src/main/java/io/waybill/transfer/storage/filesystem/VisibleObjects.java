package io.waybill.transfer.storage.filesystem;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.LocalFiles.FileSlice;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects that are visible, one at a time. Every method blocks on the disk. */
final class VisibleObjects {
    private final StoreLayout layout;
    private final ObjectSlices slices;

    VisibleObjects(StoreLayout layout, ObjectSlices slices) {
        this.layout = layout;
        this.slices = slices;
    }

    void put(String key, PartBytes bytes) throws IOException {
        StagedParts.requirePromiseKept(bytes);
        List<ByteBuffer> content = new ArrayList<>();
        content.add(ObjectFile.wholeHead(bytes.sizeBytes()));
        content.addAll(bytes.buffers());
        try {
            publish(layout.object(key), content);
        } catch (FileAlreadyExistsException taken) {
            requireSame(key, bytes);
        }
    }

    Optional<StoredObject> stat(String key) throws IOException {
        Path file = layout.object(key);
        try {
            return Optional.of(new StoredObject(
                    key,
                    ObjectFile.read(file).sizeBytes(),
                    Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** The parts go aside first, where a listing of stages shows them, so that a crash leaves no hidden bytes. */
    void delete(String key) throws IOException {
        Path file = layout.object(key);
        String stageId = null;
        try {
            stageId = ObjectFile.read(file).stageId();
            if (stageId != null) {
                DurableFiles.rename(layout.parts(stageId), layout.moving(stageId));
            }
        } catch (NoSuchFileException absent) {
            // Deleted before, or not settled yet.
        } catch (WaybillException damaged) {
            // What cannot be read can still be removed.
        }
        if (Files.deleteIfExists(file)) {
            syncDeletion(file.getParent());
            removeIfEmpty(file.getParent());
        }
        if (stageId != null) {
            DurableFiles.deleteAll(layout.moving(stageId));
            DurableFiles.deleteAll(layout.parts(stageId));
        }
    }

    /** Makes {@code content} the object of this name, if that is free. */
    void publish(Path name, List<ByteBuffer> content) throws IOException {
        Path written = layout.temporary();
        DurableFiles.write(written, content);
        try {
            DurableFiles.publish(written, name);
        } finally {
            DurableFiles.deleteQuietly(written);
        }
    }

    private void requireSame(String key, PartBytes bytes) throws IOException {
        boolean same = ObjectFile.read(layout.object(key)).sizeBytes() == bytes.sizeBytes();
        List<FileSlice> stored = same ? slices.of(key, 0, bytes.sizeBytes()) : List.of();
        if (!same || !digestOf(stored).equals(bytes.sha256())) {
            throw new WaybillException(ErrorCode.CORRUPT, "Other bytes are already stored under this key.");
        }
    }

    /** Another deletion may have found the directory empty and removed it: that is what has to last then. */
    private static void syncDeletion(Path directory) throws IOException {
        try {
            DurableFiles.syncDirectory(directory);
        } catch (IOException failure) {
            if (Files.isDirectory(directory)) {
                throw failure;
            }
            DurableFiles.syncDirectory(directory.getParent());
        }
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException | NoSuchFileException inUseOrGone) {
            // The next object makes it again.
        }
    }

    private static Sha256 digestOf(List<FileSlice> slices) throws IOException {
        MessageDigest digest = Sha256Digests.start();
        for (FileSlice slice : slices) {
            try (SliceReader reader = new SliceReader(List.of(slice))) {
                for (Buffer bytes = reader.read(); bytes.length() > 0; bytes = reader.read()) {
                    digest.update(bytes.getBytes());
                }
            }
        }
        return Sha256.of(digest.digest());
    }
}

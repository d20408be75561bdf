package io.waybill.transfer.storage.filesystem;

import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.LocalFiles.FileSlice;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.storage.StoredPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Objects that can be read. Every method blocks on the disk. */
final class VisibleObjects {
    private final StoreLayout layout;
    private final StagedParts stagedParts;

    VisibleObjects(StoreLayout layout, StagedParts stagedParts) {
        this.layout = layout;
        this.stagedParts = stagedParts;
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

    /**
     * First claims the stage by moving it aside, so that nobody stores or discards parts any more; then links the manifest,
     * which is the moment of truth; then moves the parts to where they stay. Whoever repeats this after a crash, or at the
     * same time, finds where it stands and goes on.
     */
    void assemble(StagedObject staged, List<StoredPart> parts) throws IOException {
        stagedParts.requireOwn(staged);
        requireRising(parts);
        Path object = layout.object(staged.key());
        Path moving = layout.moving(staged.stageId());
        try {
            if (!Files.exists(object)) {
                claim(staged, parts);
                requireAllThere(moving, parts);
                publish(object, List.of(ObjectFile.manifest(staged.stageId(), parts)));
            }
        } catch (FileAlreadyExistsException | NoSuchFileException another) {
            if (!Files.exists(object)) {
                throw FileFailures.notFound();
            }
        }
        requireThisOne(object, staged, parts);
        stagedParts.settle(staged.stageId());
        dropUnused(layout.parts(staged.stageId()), parts);
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
            DurableFiles.syncDirectory(file.getParent());
            removeIfEmpty(file.getParent());
        }
        if (stageId != null) {
            DurableFiles.deleteAll(layout.moving(stageId));
            DurableFiles.deleteAll(layout.parts(stageId));
        }
    }

    List<StoredObject> list(String prefix, String after, int limit) throws IOException {
        List<StoredObject> found = new ArrayList<>();
        String last = after;
        List<String> keys;
        do {
            keys = new ArrayList<>();
            collect(layout.objects(), "", prefix, last, limit - found.size(), keys);
            for (String key : keys) {
                stat(key).ifPresent(found::add);
                last = key;
            }
        } while (!keys.isEmpty() && found.size() < limit);
        return found;
    }

    /** Where the bytes lie; every file is there with its full size when this returns. */
    List<FileSlice> slices(String key, long offset, long length) throws IOException {
        Path file = layout.object(key);
        ObjectFile object;
        try {
            object = ObjectFile.read(file);
        } catch (NoSuchFileException absent) {
            throw FileFailures.notFound();
        }
        if (offset < 0 || length < 0 || offset > object.sizeBytes() - length) {
            throw new WaybillException(ErrorCode.INTERNAL, "A range lies outside its stored object.");
        }
        if (length == 0) {
            return List.of();
        }
        if (object.stageId() == null) {
            return List.of(new FileSlice(file, ObjectFile.HEAD_BYTES + offset, length));
        }
        try {
            return slices(layout.partsWhereverTheyAre(object.stageId()), ObjectFile.readParts(file), offset, length);
        } catch (NoSuchFileException gone) {
            throw Files.exists(file) ? ObjectFile.corrupt() : FileFailures.notFound();
        }
    }

    private static List<FileSlice> slices(Path directory, List<StoredPart> parts, long offset, long length)
            throws IOException {
        List<FileSlice> slices = new ArrayList<>();
        long start = 0;
        long end = offset + length;
        for (StoredPart part : parts) {
            long from = Math.max(offset, start);
            long to = Math.min(end, start + part.sizeBytes());
            if (from < to) {
                Path file = directory.resolve(PartFile.name(part));
                if (Files.size(file) != part.sizeBytes()) {
                    throw ObjectFile.corrupt();
                }
                slices.add(new FileSlice(file, from - start, to - from));
            }
            start += part.sizeBytes();
        }
        return slices;
    }

    private void publish(Path name, List<ByteBuffer> content) throws IOException {
        Path written = layout.temporary();
        DurableFiles.write(written, content);
        try {
            DurableFiles.publish(written, name);
        } finally {
            DurableFiles.deleteQuietly(written);
        }
    }

    private void claim(StagedObject staged, List<StoredPart> parts) throws IOException {
        Path open = layout.staged(staged.stageId());
        Path moving = layout.moving(staged.stageId());
        try {
            requireAllThere(open, parts);
            DurableFiles.rename(open, moving);
        } catch (NoSuchFileException claimedBefore) {
            if (!Files.isDirectory(moving)) {
                throw claimedBefore;
            }
        }
    }

    private static void requireAllThere(Path directory, List<StoredPart> parts) throws IOException {
        for (StoredPart part : parts) {
            Path file = directory.resolve(PartFile.name(part));
            if (!Files.isRegularFile(file) || Files.size(file) != part.sizeBytes()) {
                if (!Files.isDirectory(directory)) {
                    throw new NoSuchFileException(directory.toString());
                }
                throw new WaybillException(ErrorCode.CORRUPT, "A part of this upload is missing in the store.")
                        .with("part", part.number());
            }
        }
    }

    private static void requireThisOne(Path object, StagedObject staged, List<StoredPart> parts) throws IOException {
        ObjectFile visible = ObjectFile.read(object);
        if (!staged.stageId().equals(visible.stageId())
                || !ObjectFile.readParts(object).equals(parts)) {
            throw new WaybillException(ErrorCode.CORRUPT, "Another object is already stored under this key.");
        }
    }

    private static void requireRising(List<StoredPart> parts) {
        if (parts.isEmpty() || parts.size() > ObjectStore.MAX_PARTS) {
            throw new WaybillException(ErrorCode.INTERNAL, "An object has 1 to 10000 parts.");
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i - 1).number() >= parts.get(i).number()) {
                throw new WaybillException(ErrorCode.INTERNAL, "Parts are not in rising order.");
            }
        }
    }

    private void requireSame(String key, PartBytes bytes) throws IOException {
        boolean same = ObjectFile.read(layout.object(key)).sizeBytes() == bytes.sizeBytes();
        List<FileSlice> stored = same ? slices(key, 0, bytes.sizeBytes()) : List.of();
        if (!same || !digestOf(stored).equals(bytes.sha256())) {
            throw new WaybillException(ErrorCode.CORRUPT, "Other bytes are already stored under this key.");
        }
    }

    private static void dropUnused(Path directory, List<StoredPart> parts) throws IOException {
        Set<String> used = new HashSet<>();
        parts.forEach(part -> used.add(PartFile.name(part)));
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !used.contains(file.getFileName().toString())).forEach(DurableFiles::deleteQuietly);
        }
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException | NoSuchFileException inUseOrGone) {
            // The next object makes it again.
        }
    }

    private static void collect(
            Path directory, String keySoFar, String prefix, String after, int limit, List<String> keys)
            throws IOException {
        for (var entry : candidates(directory, keySoFar, prefix, after, limit - keys.size())
                .entrySet()) {
            if (keys.size() == limit) {
                return;
            }
            if (Files.isDirectory(entry.getValue())) {
                collect(entry.getValue(), entry.getKey() + '/', prefix, after, limit, keys);
            } else {
                keys.add(entry.getKey());
            }
        }
    }

    /** The names in a directory under which a wanted key may be, in order: of files, only the first {@code limit}. */
    private static Map<String, Path> candidates(Path directory, String keySoFar, String prefix, String after, int limit)
            throws IOException {
        TreeMap<String, Path> first = new TreeMap<>(Comparator.naturalOrder());
        boolean files = keySoFar.chars().filter(c -> c == '/').count() == 2;
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(entry -> {
                String key = keySoFar + entry.getFileName();
                boolean wanted =
                        files ? key.startsWith(prefix) && key.compareTo(after) > 0 : mayHold(key + '/', prefix, after);
                if (wanted) {
                    first.put(key, entry);
                    if (files && first.size() > limit) {
                        first.pollLastEntry();
                    }
                }
            });
        } catch (NoSuchFileException | NotDirectoryException goneMeanwhile) {
            return first;
        }
        return first;
    }

    private static boolean mayHold(String directoryKey, String prefix, String after) {
        boolean underPrefix = directoryKey.startsWith(prefix) || prefix.startsWith(directoryKey);
        return underPrefix && (after.startsWith(directoryKey) || directoryKey.compareTo(after) > 0);
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

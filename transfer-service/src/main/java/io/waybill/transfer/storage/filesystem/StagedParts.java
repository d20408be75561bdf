package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.LocalFiles.FileSlice;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredPart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Parts of objects that are not visible yet. Every method blocks on the disk. */
final class StagedParts {
    private final StoreLayout layout;

    StagedParts(StoreLayout layout) {
        this.layout = layout;
    }

    StagedObject stage(String key) throws IOException {
        String stageId = StoreLayout.newStage(key, Instant.now());
        Files.createDirectory(layout.staged(stageId));
        DurableFiles.syncDirectory(layout.staged());
        return new StagedObject(key, stageId);
    }

    StoredPart put(StagedObject staged, int number, PartBytes bytes) throws IOException {
        requirePromiseKept(bytes);
        StoredPart part =
                new StoredPart(number, bytes.sizeBytes(), "s" + bytes.sha256().hex());
        return store(staged, part, written -> DurableFiles.write(written, bytes.buffers()));
    }

    /** The source is write-once, so its name and the range stand for the bytes: no need to read them for an etag. */
    StoredPart copy(StagedObject staged, int number, String sourceKey, List<FileSlice> source, long offset, long length)
            throws IOException {
        MessageDigest identity = Sha256Digests.start();
        identity.update((sourceKey + ' ' + offset + ' ' + length).getBytes(StandardCharsets.US_ASCII));
        String etag = "c" + HexFormat.of().formatHex(identity.digest());
        return store(staged, new StoredPart(number, length, etag), written -> copy(source, written));
    }

    void discard(StagedObject staged) throws IOException {
        requireOwn(staged);
        Path moving = layout.moving(staged.stageId());
        if (Files.isDirectory(moving) && isVisible(staged)) {
            settle(staged.stageId());
            return;
        }
        for (Path place : List.of(layout.staged(staged.stageId()), moving)) {
            Path thrownAway = layout.temporary();
            try {
                DurableFiles.rename(place, thrownAway);
                DurableFiles.deleteAll(thrownAway);
            } catch (NoSuchFileException notThere) {
                // Discarded before, or never here.
            }
        }
    }

    /** Removes what a crash left half written or half thrown away; what is younger than a day may still be in use. */
    void sweepTemporary(Instant now) throws IOException {
        Instant dayAgo = now.minus(Duration.ofDays(1));
        try (Stream<Path> leftovers = Files.list(layout.tmp())) {
            for (Path leftover : leftovers.toList()) {
                if (Files.getLastModifiedTime(leftover).toInstant().isBefore(dayAgo)) {
                    DurableFiles.deleteAll(leftover);
                }
            }
        } catch (NoSuchFileException sweptByAnother) {
            // Then there is nothing to do.
        }
    }

    List<StagedObject> list(String prefix, Instant startedBefore, int limit) throws IOException {
        List<StagedObject> found = new ArrayList<>();
        for (Path place : List.of(layout.staged(), layout.moving())) {
            try (Stream<Path> stages = Files.list(place)) {
                stages.map(stage -> stage.getFileName().toString())
                        .filter(StoreLayout::isStage)
                        .filter(stageId -> StoreLayout.startOf(stageId).isBefore(startedBefore))
                        .map(stageId -> new StagedObject(StoreLayout.keyOf(stageId), stageId))
                        .filter(staged -> staged.key().startsWith(prefix))
                        .limit(limit)
                        .forEach(found::add);
            }
        }
        List<StagedObject> strays = new ArrayList<>();
        for (StagedObject staged : found) {
            if (Files.isDirectory(layout.moving(staged.stageId())) && isVisible(staged)) {
                settle(staged.stageId());
            } else if (strays.size() < limit) {
                strays.add(staged);
            }
        }
        return strays;
    }

    /** Moves the parts of a visible object to where they stay; a repeat finds nothing to do. */
    void settle(String stageId) throws IOException {
        Path settled = layout.parts(stageId);
        DurableFiles.createDirectories(settled.getParent());
        try {
            DurableFiles.rename(layout.moving(stageId), settled);
        } catch (NoSuchFileException anotherWasFaster) {
            DurableFiles.syncDirectory(settled.getParent());
        }
    }

    void requireOwn(StagedObject staged) {
        if (!StoreLayout.keyOf(staged.stageId()).equals(staged.key())) {
            throw new WaybillException(ErrorCode.INTERNAL, "A stage id belongs to another key.");
        }
    }

    private boolean isVisible(StagedObject staged) throws IOException {
        try {
            return staged.stageId()
                    .equals(ObjectFile.read(layout.object(staged.key())).stageId());
        } catch (NoSuchFileException notVisible) {
            return false;
        }
    }

    private StoredPart store(StagedObject staged, StoredPart part, Content content) throws IOException {
        requireOwn(staged);
        Path stage = layout.staged(staged.stageId());
        Path name = stage.resolve(PartFile.name(part));
        try {
            if (!Files.exists(name) || Files.size(name) != part.sizeBytes()) {
                Path written = stage.resolve(UUID.randomUUID() + ".tmp");
                content.writeTo(written);
                try {
                    DurableFiles.rename(written, name);
                } catch (IOException failure) {
                    DurableFiles.deleteQuietly(written);
                    throw failure;
                }
            } else {
                DurableFiles.syncDirectory(stage);
            }
        } catch (NoSuchFileException stageOrSourceGone) {
            throw FileFailures.notFound();
        }
        return part;
    }

    /** A whole file gets a second name; of anything else the bytes are copied by the kernel. */
    private static void copy(List<FileSlice> source, Path written) throws IOException {
        if (source.size() == 1
                && isWhole(source.get(0))
                && isLinked(source.get(0).file(), written)) {
            return;
        }
        try (FileChannel target = FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (FileSlice slice : source) {
                try (FileChannel from = FileChannel.open(slice.file(), StandardOpenOption.READ)) {
                    long copied = 0;
                    while (copied < slice.length()) {
                        long more = from.transferTo(slice.offset() + copied, slice.length() - copied, target);
                        if (more <= 0) {
                            throw ObjectFile.corrupt();
                        }
                        copied += more;
                    }
                }
            }
            target.force(true);
        } catch (IOException | RuntimeException failure) {
            DurableFiles.deleteQuietly(written);
            throw failure;
        }
    }

    private static boolean isWhole(FileSlice slice) throws IOException {
        return slice.offset() == 0 && slice.length() == Files.size(slice.file());
    }

    private static boolean isLinked(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
            return true;
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException tooManyNames) {
            return false;
        }
    }

    static void requirePromiseKept(PartBytes bytes) {
        if (!bytes.isDigestPromised()) {
            return;
        }
        MessageDigest digest = Sha256Digests.start();
        bytes.buffers().forEach(digest::update);
        Sha256 actual = Sha256.of(digest.digest());
        if (!actual.equals(bytes.sha256())) {
            throw new WaybillException(
                            ErrorCode.CORRUPT, "The bytes on their way to the store do not match their digest.")
                    .with("expected", bytes.sha256().hex())
                    .with("actual", actual.hex());
        }
    }

    private interface Content {
        void writeTo(Path file) throws IOException;
    }
}

package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredPart;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Turns staged parts into a visible object without copying a byte. Blocks on the disk. */
final class Assembly {
    private final StoreLayout layout;
    private final StagedParts stagedParts;
    private final VisibleObjects objects;

    Assembly(StoreLayout layout, StagedParts stagedParts, VisibleObjects objects) {
        this.layout = layout;
        this.stagedParts = stagedParts;
        this.objects = objects;
    }

    /**
     * First claims the stage by moving it aside, so that nobody stores or discards parts any more; then links the manifest,
     * which is the moment of truth; then moves the parts to where they stay. Whoever repeats this after a crash, or at the
     * same time, finds where it stands and goes on.
     */
    void assemble(StagedObject staged, List<StoredPart> parts) throws IOException {
        stagedParts.requireOwn(staged);
        StoredPart.requireRising(parts);
        Path object = layout.object(staged.key());
        Path moving = layout.moving(staged.stageId());
        try {
            if (!Files.exists(object)) {
                claim(staged, parts);
                requireAllThere(moving, parts);
                objects.publish(object, List.of(ObjectFile.manifest(staged.stageId(), parts)));
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

    private static void dropUnused(Path directory, List<StoredPart> parts) throws IOException {
        Set<String> used = new HashSet<>();
        parts.forEach(part -> used.add(PartFile.name(part)));
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !used.contains(file.getFileName().toString())).forEach(DurableFiles::deleteQuietly);
        }
    }
}

package io.waybill.transfer.storage.filesystem;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.LocalFiles.FileSlice;
import io.waybill.transfer.storage.StoredPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the stretches of files that are a stretch of an object. Blocks on the disk. */
final class ObjectSlices {
    private final StoreLayout layout;

    ObjectSlices(StoreLayout layout) {
        this.layout = layout;
    }

    /** Where the bytes lie; every file is there with its full size when this returns. */
    List<FileSlice> of(String key, long offset, long length) throws IOException {
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
}

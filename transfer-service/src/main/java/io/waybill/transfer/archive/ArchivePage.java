package io.waybill.transfer.archive;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Some entries of an archive that follow each other, and where they are in it. */
final class ArchivePage {
    private final long directoryAt;
    private final List<ArchiveEntry> entries;
    private final List<Long> starts = new ArrayList<>();
    private final long end;

    /**
     * @param startsAt where the header of the first one is in the archive
     * @param directoryAt where the record of the first one is in the directory
     * @param entries at least one
     */
    ArchivePage(long startsAt, long directoryAt, List<ArchiveEntry> entries) {
        this.directoryAt = directoryAt;
        this.entries = List.copyOf(entries);
        long start = startsAt;
        for (ArchiveEntry entry : this.entries) {
            starts.add(start);
            start += entry.zip().localBytes();
        }
        this.end = start;
    }

    List<ArchiveEntry> entries() {
        return entries;
    }

    /** Where the header of the first one is. */
    long startsAt() {
        return starts.get(0);
    }

    /** Where the record of the first one is in the directory. */
    long directoryAt() {
        return directoryAt;
    }

    /** Where the bytes of the last one end. */
    long endsAt() {
        return end;
    }

    /** Where the header of the entry {@code index} is. */
    long startOf(int index) {
        return starts.get(index);
    }

    /** Which entry the byte at {@code offset} is of; it is one of them. */
    int entryAt(long offset) {
        int low = 0;
        int high = starts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts.get(middle) <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** How long {@link #directory()} is. */
    long directoryBytes() {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).zip().directoryRecordBytes(starts.get(i));
        }
        return bytes;
    }

    /** What the directory says of them. */
    Buffer directory() {
        Buffer records = Buffer.buffer();
        for (int i = 0; i < entries.size(); i++) {
            records.appendBytes(entries.get(i).zip().directoryRecord(starts.get(i)));
        }
        return records;
    }
}

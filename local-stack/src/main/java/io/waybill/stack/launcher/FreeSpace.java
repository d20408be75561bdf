package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses to start on a disk that is as good as full. */
final class FreeSpace {
    /** What a fresh home and its logs need before any file is uploaded. */
    static final long NEEDED_BYTES = 1L << 30;

    private static final long MIB = 1 << 20;

    private FreeSpace() {}

    static void require(Path directory, long bytes) {
        try {
            Files.createDirectories(directory);
            long usable = Files.getFileStore(directory).getUsableSpace();
            if (usable < bytes) {
                throw new StackException("The disk of " + directory + " is full: " + usable / MIB + " MiB are free and "
                        + bytes / MIB + " MiB are needed; make room or name another place with --home.");
            }
        } catch (IOException e) {
            throw new StackException("The home " + directory + " cannot be written: " + e.getMessage(), e);
        }
    }
}

package io.waybill.bench.measure;

import io.waybill.bench.http.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps one run from paying for the one before: all is on the disk, and memory for the next bytes is at hand. */
public final class PageCache {
    private final Path directory;

    /** @param directory on the disk where the measured programs keep their bytes */
    public PageCache(Path directory) {
        this.directory = directory;
    }

    /** Writes everything back, then takes {@code sizeBytes} of page cache and gives it back. */
    public void prime(long sizeBytes) throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
        Path file = directory.resolve("prime");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Content.of(sizeBytes).writeTo(channel);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}

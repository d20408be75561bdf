package io.waybill.kit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The failpoints that a test arms while the process runs: one file each in a directory that both know. */
final class ArmedFailpoints {
    private final Path directory;
    private final Runnable halt;
    private final Map<String, Integer> hits = new HashMap<>();

    ArmedFailpoints(Path directory, Runnable halt) {
        this.directory = directory;
        this.halt = halt;
    }

    /** Counts while {@code name} is armed, and halts at the asked count; the file is gone before. */
    synchronized void reached(String name) {
        Path order = directory.resolve(name);
        if (!Files.exists(order)) {
            hits.remove(name);
            return;
        }
        try {
            String count = Files.readString(order).strip();
            if (hits.merge(name, 1, Integer::sum) >= (count.isEmpty() ? 1 : Integer.parseInt(count))
                    && Files.deleteIfExists(order)) {
                halt.run();
            }
        } catch (NoSuchFileException disarmed) {
            hits.remove(name);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

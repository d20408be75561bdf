package io.waybill.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that names a process by its id and the moment it started, so that an id the system has given away since is
 * never taken for it.
 */
public record PidFile(Path path) {
    /** Remembers a live process. */
    public void write(ProcessHandle process) {
        try {
            Files.writeString(path, process.pid() + " " + startMillis(process).orElse(0L) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The remembered process, if it is still the one that runs. */
    public Optional<ProcessHandle> alive() {
        try {
            String[] words = Files.readString(path).trim().split(" ", 2);
            long started = Long.parseLong(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startMillis(process).orElse(0L) == started);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException absent) {
            return Optional.empty();
        }
    }

    /** Forgets it; repeating does nothing. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Long> startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli);
    }
}

package io.waybill.system.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory through which failpoints of running services are armed: see {@code io.waybill.kit.fault.Failpoint}. */
record Failpoints(Path directory) {
    static Failpoints in(Path home) {
        try {
            return new Failpoints(Files.createDirectories(home.resolve("failpoints")));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** The next process that reaches the step for the {@code count}th time from now on ends there. */
    void arm(String step, int count) {
        try {
            Path written = directory.resolve(step + ".new");
            Files.writeString(written, Integer.toString(count));
            Files.move(written, directory.resolve(step), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Whether nothing has ended there yet. */
    boolean isArmed(String step) {
        return Files.exists(directory.resolve(step));
    }

    /** Takes it back; false when a process has ended there. */
    boolean disarm(String step) {
        try {
            return Files.deleteIfExists(directory.resolve(step));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}

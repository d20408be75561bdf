package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import io.waybill.stack.process.PidFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One {@code up} per home: a lock the system takes away when its holder dies, and the holder's process id beside it. */
final class HomeLock implements AutoCloseable {
    private final Path home;
    private final FileChannel channel;
    private final FileLock lock;

    private HomeLock(Path home, FileChannel channel, FileLock lock) {
        this.home = home;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws StackException when another {@code up} holds it */
    static HomeLock take(Path home) {
        try {
            Files.createDirectories(home);
            FileChannel channel =
                    FileChannel.open(home.resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw alreadyUp(home);
            }
            pidFile(home).write(ProcessHandle.current());
            return new HomeLock(home, channel, lock);
        } catch (IOException e) {
            throw new StackException("The home " + home + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The {@code up} that holds the lock of a home. */
    static Optional<ProcessHandle> holder(Path home) {
        return pidFile(home).alive();
    }

    @Override
    public void close() {
        pidFile(home).delete();
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new StackException("The lock of " + home + " cannot be released: " + e.getMessage(), e);
        }
    }

    static StackException alreadyUp(Path home) {
        String pid =
                holder(home).map(process -> " (process " + process.pid() + ")").orElse("");
        String where = StackFile.read(home).map(file -> " at " + file.gateway()).orElse(" and still starting");
        return new StackException("Waybill is already up from " + home + pid + where
                + "; ./waybill down stops it, --home DIR starts another.");
    }

    private static PidFile pidFile(Path home) {
        return new PidFile(home.resolve("up.pid"));
    }
}

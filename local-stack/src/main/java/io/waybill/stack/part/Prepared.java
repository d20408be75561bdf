package io.waybill.stack.part;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Programs made ready once for a user and kept for every home and every checkout, in {@code $WAYBILL_CACHE}, else
 * {@code $XDG_CACHE_HOME/waybill}, else {@code ~/.cache/waybill}, else the temporary directory.
 *
 * <p>Preparation happens in a directory of another name that is renamed when all is well, under a file lock: a crash
 * leaves nothing half done, and two processes do it once.
 */
public final class Prepared {
    private static final Map<String, Object> ONE_AT_A_TIME = new ConcurrentHashMap<>();

    private Prepared() {}

    /** Fills an empty directory. */
    @FunctionalInterface
    public interface Preparation {
        void fill(Path directory) throws IOException;
    }

    /** Whether {@link #once} would return at once. */
    public static boolean isReady(String name) {
        return Files.isDirectory(cache().resolve(name));
    }

    /** The directory of that name, made by {@code preparation} when it is not there. */
    public static Path once(String name, Preparation preparation) {
        Path ready = cache().resolve(name);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        synchronized (ONE_AT_A_TIME.computeIfAbsent(name, unused -> new Object())) {
            return prepared(name, preparation, ready);
        }
    }

    private static Path prepared(String name, Preparation preparation, Path ready) {
        Path lockFile = cache().resolve(name + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(ready)) {
                Path fresh = cache().resolve(name + ".new");
                Trees.delete(fresh);
                Files.createDirectories(fresh);
                preparation.fill(fresh);
                Files.move(fresh, ready, StandardCopyOption.ATOMIC_MOVE);
            }
            return ready;
        } catch (IOException e) {
            throw new StackException("The " + name + " programs cannot be prepared in " + cache() + ": " + e, e);
        }
    }

    private static Path cache() {
        String configured = System.getenv("WAYBILL_CACHE");
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path wished = configured != null
                ? Path.of(configured)
                : xdg != null ? Path.of(xdg, "waybill") : Path.of(System.getProperty("user.home"), ".cache", "waybill");
        Path fallback = Path.of(System.getProperty("java.io.tmpdir"), "waybill-" + System.getProperty("user.name"));
        return usable(wished) ? wished : created(fallback);
    }

    private static boolean usable(Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.isWritable(directory);
        } catch (IOException refused) {
            return false;
        }
    }

    private static Path created(Path directory) {
        if (!usable(directory)) {
            throw new StackException(
                    "No directory can be written for the programs of the local stack; set WAYBILL_CACHE to one.");
        }
        return directory;
    }
}

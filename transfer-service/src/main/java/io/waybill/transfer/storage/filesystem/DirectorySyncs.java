package io.waybill.transfer.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/**
 * Makes the names in directories durable. Those who ask for the same directory while a sync of it is under way share the next
 * one: it begins after all of them have asked, so that it covers what each did before. When it fails, it fails for all.
 */
final class DirectorySyncs {
    /** One sync of a directory at a time; a lock may serve several directories. */
    private static final int LOCKS = 256;

    private final ConcurrentMap<Path, Round> notBegun = new ConcurrentHashMap<>();
    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(n -> new Object()).toArray();
    private final Sync sync;

    DirectorySyncs() {
        this(DirectorySyncs::force);
    }

    DirectorySyncs(Sync sync) {
        this.sync = sync;
    }

    /** Returns when every change that was made in {@code directory} before this call is on the disk. */
    void sync(Path directory) throws IOException {
        Round round = notBegun.computeIfAbsent(directory, absent -> new Round());
        synchronized (locks[Math.floorMod(directory.hashCode(), LOCKS)]) {
            if (!round.isOver) {
                notBegun.remove(directory, round);
                round.isOver = true;
                try {
                    sync.force(directory);
                } catch (IOException failure) {
                    round.failure = failure;
                }
            }
            if (round.failure != null) {
                throw new IOException("the names in " + directory + " are not durable", round.failure);
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** How a directory is synced. */
    interface Sync {
        void force(Path directory) throws IOException;
    }

    /** Those who share a sync; its fields belong to the lock of their directory. */
    private static final class Round {
        private boolean isOver;
        private IOException failure;
    }
}

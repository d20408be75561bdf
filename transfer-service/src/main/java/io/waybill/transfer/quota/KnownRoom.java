package io.waybill.transfer.quota;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much room owners had when they were asked for last, less what was taken since: for at most 5 s. It only ever lets
 * somebody pass; whoever does not pass here is asked for again.
 */
final class KnownRoom {
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MOST_OWNERS = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();

    KnownRoom(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes {@code bytes} of the room that {@code owner} is known to have; false when it is not known to suffice. */
    boolean take(String owner, long bytes) {
        Room room = rooms.get(owner);
        return room != null && nanoTime.getAsLong() - room.since < FRESH_NANOS && room.left.addAndGet(-bytes) >= 0;
    }

    /** {@code owner} has {@code bytes} now. */
    void learn(String owner, long bytes) {
        if (rooms.size() >= MOST_OWNERS) {
            rooms.clear();
        }
        rooms.put(owner, new Room(new AtomicLong(bytes), nanoTime.getAsLong()));
    }

    private record Room(AtomicLong left, long since) {}
}

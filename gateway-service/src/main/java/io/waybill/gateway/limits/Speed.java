package io.waybill.gateway.limits;

import java.util.function.LongSupplier;

/**
 * How fast the bytes of one party go here, whatever requests they belong to. Every piece goes as soon as those before it are paid for; its
 * own price is what the next one waits for. So many who share it take turns, each with a wait of its own. Safe for threads.
 */
final class Speed {
    /** What an idle moment is worth: as many bytes may go at once. */
    private static final long SAVED_NANOS = 100_000_000;

    /** A shorter wait is not worth a timer; it is added to the next one. */
    private static final long SHORTEST_WAIT_NANOS = 10_000_000;

    private final double nanosPerByte;
    private final LongSupplier nanoClock;
    private long paidUntil;

    Speed(long bytesPerSecond, LongSupplier nanoClock) {
        nanosPerByte = 1e9 / bytesPerSecond;
        this.nanoClock = nanoClock;
        paidUntil = nanoClock.getAsLong() - SAVED_NANOS;
    }

    /** Counts bytes that went; for how many nanoseconds no further ones may. */
    synchronized long spend(long bytes) {
        long now = nanoClock.getAsLong();
        if (now - SAVED_NANOS - paidUntil > 0) {
            paidUntil = now - SAVED_NANOS;
        }
        paidUntil += (long) Math.ceil(bytes * nanosPerByte);
        long wait = paidUntil - now;
        return wait < SHORTEST_WAIT_NANOS ? 0 : wait;
    }
}

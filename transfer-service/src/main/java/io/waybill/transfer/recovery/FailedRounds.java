package io.waybill.transfer.recovery;

import io.waybill.contracts.error.WaybillException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Decides which failed rounds of the reconciler are told: of each kind of work the first one, every one with another cause,
 * and of the same cause one a minute. A round every three seconds against a store that is away all night is no news. For any
 * thread.
 */
final class FailedRounds {
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_CAUSES = 16;

    private final Map<String, Told> told = new HashMap<>();
    private final LongSupplier nanoClock;

    /** Measures time with {@code nanoClock}, such as {@link System#nanoTime}. */
    FailedRounds(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Notes that a round of {@code work} failed; whether that is to be told. */
    synchronized boolean isNews(String work, Throwable failure) {
        Told now = new Told(kind(failure), nanoClock.getAsLong());
        Told before = told.get(work);
        boolean news = before == null || before.isOverFor(now);
        if (news) {
            told.put(work, now);
        }
        return news;
    }

    /** Notes that a round of {@code work} succeeded; whether one before it had failed. */
    synchronized boolean isRelief(String work) {
        return told.remove(work) != null;
    }

    /** What a failure is, without what differs each time, such as ports and ids. */
    private static String kind(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause.getCause() != null; i++) {
            if (cause instanceof WaybillException known) {
                return known.code().code();
            }
            cause = cause.getCause();
        }
        return cause instanceof WaybillException known
                ? known.code().code()
                : cause.getClass().getName();
    }

    private record Told(String kind, long atNanos) {
        boolean isOverFor(Told later) {
            return !kind.equals(later.kind) || later.atNanos - atNanos >= SILENCE_NANOS;
        }
    }
}

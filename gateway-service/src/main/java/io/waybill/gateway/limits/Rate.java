package io.waybill.gateway.limits;

import java.time.Duration;

/**
 * {@code quota} in every {@code window}, as a bucket: it holds the quota at most and fills evenly, so that after a rest the whole
 * quota may go at once and then quota ÷ window.
 *
 * @param quota how much it holds; at least 1
 * @param window how long it takes to fill; at least a second
 */
record Rate(long quota, Duration window) {
    private static final double NANOS = 1e9;

    Rate {
        if (quota < 1 || window.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "A limit is at least 1 in at least 1 s, not " + quota + " in " + window + ".");
        }
    }

    double perSecond() {
        return quota * NANOS / window.toNanos();
    }

    /** How much comes in {@code nanos}. */
    double in(long nanos) {
        return nanos <= 0 ? 0 : perSecond() * nanos / NANOS;
    }

    /** How long it takes until {@code amount} has come, in nanoseconds, rounded up. */
    long nanosFor(double amount) {
        return amount <= 0 ? 0 : (long) Math.ceil(amount / perSecond() * NANOS);
    }

    /** What a replica takes ahead for somebody who is new or rare. */
    int smallShare() {
        return (int) Math.max(1, Math.min(quota / 100, Integer.MAX_VALUE));
    }

    /** What a replica takes ahead at most. */
    int largeShare() {
        return (int) Math.max(1, Math.min(quota / 10, Integer.MAX_VALUE));
    }
}

package io.waybill.stack.supervision;

import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait before the next restart of one part: one second, doubled with every failure up to thirty, and one
 * again after a minute without any.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);

    private Duration next = FIRST;
    private Instant lastFailure = Instant.EPOCH;

    /** Notes a failure and says how long to wait before the restart. */
    Duration afterFailureAt(Instant now) {
        if (Duration.between(lastFailure, now).compareTo(FORGIVEN_AFTER.plus(next)) > 0) {
            next = FIRST;
        }
        lastFailure = now;
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}

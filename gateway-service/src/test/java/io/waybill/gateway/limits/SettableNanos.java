package io.waybill.gateway.limits;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that stands until it is moved. It begins just before the numbers of {@link System#nanoTime()} turn negative. */
final class SettableNanos implements LongSupplier {
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    @Override
    public long getAsLong() {
        return nanos;
    }

    void advance(Duration by) {
        nanos += by.toNanos();
    }
}

package io.waybill.kit.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How far a relay is behind, as metrics: {@code waybill_outbox_unsent} and {@code waybill_outbox_lag_seconds}. */
public final class OutboxMetrics {
    private OutboxMetrics() {}

    /** Registers the gauges of {@code relay}. */
    public static void register(OutboxRelay relay, MeterRegistry registry) {
        Gauge.builder("waybill.outbox.unsent", relay, r -> r.backlog().unsent())
                .description("Events that wait in the outbox, counted up to 100 000")
                .register(registry);
        Gauge.builder("waybill.outbox.lag", relay, r -> r.backlog().lagSeconds())
                .description("Age of the oldest event that waits in the outbox")
                .baseUnit("seconds")
                .register(registry);
    }
}

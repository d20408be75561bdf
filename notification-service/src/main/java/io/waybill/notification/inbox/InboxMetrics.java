package io.waybill.notification.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.EventType;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the inbox counts: events by type, those left out by reason, their age on arrival, gaps, and whether Kafka is there. */
@Singleton
public class InboxMetrics {
    private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
    private final Counter duplicate;
    private final Counter unknown;
    private final Counter malformed;
    private final Counter gaps;
    private final Timer lag;
    private final AtomicInteger live;

    /** Meters in {@code registry}. */
    public InboxMetrics(MeterRegistry registry) {
        for (EventType type : EventType.values()) {
            events.put(type, registry.counter("waybill.inbox.events", "type", type.type()));
        }
        duplicate = registry.counter("waybill.inbox.skipped", "reason", "duplicate");
        unknown = registry.counter("waybill.inbox.skipped", "reason", "unknown_type");
        malformed = registry.counter("waybill.inbox.skipped", "reason", "malformed");
        gaps = registry.counter("waybill.inbox.gaps");
        lag = Timer.builder("waybill.event.lag")
                .description("From when an event happened to when this replica had it")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        live = registry.gauge("waybill.inbox.live", new AtomicInteger());
    }

    void event(CloudEvent event) {
        events.get(event.type()).increment();
        if (event.time() != null) {
            Duration age = Duration.between(event.time(), Instant.now());
            lag.record(age.isNegative() ? Duration.ZERO : age);
        }
    }

    void duplicate() {
        duplicate.increment();
    }

    void unknownType() {
        unknown.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void gap() {
        gaps.increment();
    }

    void live(boolean there) {
        live.set(there ? 1 : 0);
    }
}

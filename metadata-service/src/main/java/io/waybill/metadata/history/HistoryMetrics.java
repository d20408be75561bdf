package io.waybill.metadata.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.contracts.event.CloudEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** What is counted while the history is written: events, those left out by reason, how late they are in it, failed attempts. */
@Singleton
public class HistoryMetrics {
    private final Counter events;
    private final Counter unknown;
    private final Counter malformed;
    private final Counter refused;
    private final Counter failures;
    private final Timer lag;

    /** Meters in {@code registry}. */
    public HistoryMetrics(MeterRegistry registry) {
        events = Counter.builder("waybill.history.events")
                .description("Events of transfers that were written down, repeated ones included")
                .register(registry);
        unknown = skipped(registry, "unknown_type");
        malformed = skipped(registry, "malformed");
        refused = skipped(registry, "refused");
        failures = Counter.builder("waybill.history.failures")
                .description("Attempts that failed because Kafka or the database was away; each is made again")
                .register(registry);
        lag = Timer.builder("waybill.history.lag")
                .description("From when an event happened to when it is in the history")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    private static Counter skipped(MeterRegistry registry, String reason) {
        return Counter.builder("waybill.history.skipped")
                .description("Records of the topic that are not in the history")
                .tag("reason", reason)
                .register(registry);
    }

    void written(CloudEvent event) {
        events.increment();
        Duration age = Duration.between(event.time(), Instant.now());
        lag.record(age.isNegative() ? Duration.ZERO : age);
    }

    void unknownType() {
        unknown.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void refused(int transfers) {
        refused.increment(transfers);
    }

    void failed() {
        failures.increment();
    }
}

package io.waybill.metadata.quota;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** What is told about quotas to whoever watches this service. */
@ApplicationScoped
public class QuotaCounts {
    private final MeterRegistry metrics;
    private final AtomicLong drift = new AtomicLong();

    /** Tells {@code metrics}. */
    public QuotaCounts(MeterRegistry metrics) {
        this.metrics = metrics;
        metrics.gauge("waybill.quota.drift.bytes", drift);
    }

    /** Somebody's file was refused {@code when} it was to be opened, or committed. */
    void refused(String when) {
        metrics.counter("waybill.quota.refused", "when", when).increment();
    }

    /** By so many bytes do counts differ from what they count. */
    void drift(long bytes) {
        drift.set(bytes);
    }
}

package io.waybill.metadata.commit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what was recorded. */
@ApplicationScoped
public class CommitCount {
    private final MeterRegistry metrics;

    /** Counts in {@code metrics}. */
    public CommitCount(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void count(Committed committed) {
        metrics.counter("waybill.versions.committed", "first", String.valueOf(committed.first()))
                .increment();
    }
}

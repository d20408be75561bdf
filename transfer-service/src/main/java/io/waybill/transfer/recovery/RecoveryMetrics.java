package io.waybill.transfer.recovery;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What the reconciler did, {@code waybill_reconciler_done_total}, and how many of its rounds failed,
 * {@code waybill_reconciler_failures_total}; by kind of work.
 */
@ApplicationScoped
public class RecoveryMetrics {
    private final MeterRegistry registry;

    RecoveryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void done(String work, int count) {
        if (count > 0) {
            registry.counter("waybill.reconciler.done", "work", work).increment(count);
        }
    }

    void failed(String work) {
        registry.counter("waybill.reconciler.failures", "work", work).increment();
    }
}

package io.waybill.metadata.keys;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what happens to API keys. */
@ApplicationScoped
public class KeyMetrics {
    private final MeterRegistry meters;

    /** Counts in {@code meters}. */
    public KeyMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void created() {
        meters.counter("waybill.keys.created").increment();
    }

    void revoked() {
        meters.counter("waybill.keys.revoked").increment();
    }

    /** A gateway has asked whose key it was sent; {@code result} is {@code good}, {@code unknown}, {@code expired} or {@code revoked}. */
    void checked(String result) {
        meters.counter("waybill.keys.checked", "result", result).increment();
    }
}

package io.waybill.transfer.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Who is in and who waits, in numbers: {@code waybill_admission_active}, {@code waybill_admission_bytes},
 * {@code waybill_admission_queued}, {@code waybill_admission_wait_seconds} of those who had to wait, and
 * {@code waybill_admission_sent_away_total}.
 */
final class AdmissionMetrics {
    private final Timer waits;
    private final Counter sentAway;

    AdmissionMetrics(MeterRegistry registry, Admission admission) {
        Gauge.builder("waybill.admission.active", admission, Admission::active)
                .description("uploads that may bring bytes")
                .register(registry);
        Gauge.builder("waybill.admission.bytes", admission, Admission::bytesInFlight)
                .description("bytes that the requests let in may hold")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("waybill.admission.queued", admission, Admission::queued)
                .description("requests that wait for their turn")
                .register(registry);
        waits = Timer.builder("waybill.admission.wait")
                .description("how long requests waited that were let in")
                .publishPercentileHistogram()
                .register(registry);
        sentAway = Counter.builder("waybill.admission.sent.away")
                .description("requests that were told to come back")
                .register(registry);
    }

    void admitted(long sinceNanos) {
        waits.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
    }

    void sentAway() {
        sentAway.increment();
    }
}

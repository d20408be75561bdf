package io.waybill.transfer.preview;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What previews do, in numbers: {@code waybill_preview_*}. */
@ApplicationScoped
public class PreviewMetrics {
    private final MeterRegistry registry;
    private final AtomicLong waiting;
    private final AtomicLong dead;

    PreviewMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.waiting = registry.gauge("waybill.preview.waiting", new AtomicLong());
        this.dead = registry.gauge("waybill.preview.dead", new AtomicLong());
    }

    void counted(PreviewRows.Waiting now) {
        waiting.set(now.jobs());
        dead.set(now.dead());
    }

    /** A preview was made of such a file. */
    void made(SourceKind kind, Duration took) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        registry.timer("waybill.preview.made", "kind", name).record(took);
    }

    /** There is none, or not yet; {@code end} is {@code never}, {@code retry}, {@code postponed} or {@code dead}. */
    void failed(String reason, String end) {
        registry.counter("waybill.preview.failed", "reason", reason, "end", end).increment();
    }
}

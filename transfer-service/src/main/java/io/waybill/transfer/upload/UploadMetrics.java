package io.waybill.transfer.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** What uploads do, in numbers: {@code waybill_upload_*}. */
@ApplicationScoped
public class UploadMetrics {
    private final Counter receivedBytes;
    private final Counter storedBytes;
    private final Counter spilledBytes;
    private final Timer parts;
    private final Timer commits;
    private final MeterRegistry registry;

    UploadMetrics(MeterRegistry registry, ActiveWriters writers, ActiveParts incoming) {
        this.registry = registry;
        this.receivedBytes =
                Counter.builder("waybill.upload.received").baseUnit("bytes").register(registry);
        this.storedBytes =
                Counter.builder("waybill.upload.stored").baseUnit("bytes").register(registry);
        this.spilledBytes =
                Counter.builder("waybill.upload.spilled").baseUnit("bytes").register(registry);
        this.parts = Timer.builder("waybill.upload.part").register(registry);
        this.commits = Timer.builder("waybill.upload.commit").register(registry);
        registry.gauge("waybill.upload.writers", writers, ActiveWriters::count);
        registry.gauge("waybill.upload.incoming.parts", incoming, ActiveParts::count);
    }

    void received(long bytes) {
        receivedBytes.increment((double) bytes);
    }

    void partStored(long bytes, long nanos) {
        storedBytes.increment((double) bytes);
        parts.record(nanos, TimeUnit.NANOSECONDS);
    }

    void spilled(long bytes) {
        spilledBytes.increment((double) bytes);
    }

    void committed(long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }

    void ended(String state) {
        registry.counter("waybill.upload.ended", "state", state).increment();
    }
}

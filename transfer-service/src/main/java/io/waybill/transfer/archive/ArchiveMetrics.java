package io.waybill.transfer.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** What archives do, in numbers: {@code waybill_archive_*}. */
@ApplicationScoped
public class ArchiveMetrics {
    private final MeterRegistry registry;
    private final Counter created;
    private final Counter entries;
    private final Counter readAgain;

    ArchiveMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.created = registry.counter("waybill.archive.created");
        this.entries = registry.counter("waybill.archive.entries");
        this.readAgain =
                Counter.builder("waybill.archive.crc.read").baseUnit("bytes").register(registry);
    }

    void created(Archive archive) {
        created.increment();
        entries.increment(archive.end().entries());
    }

    /** Bytes that were read for a CRC-32 that an earlier release has not computed. */
    void readForCrc(long bytes) {
        readAgain.increment((double) bytes);
    }

    /** An answer broke off in the middle: {@code deleted} or {@code damaged}. */
    void broken(String reason) {
        registry.counter("waybill.archive.broken", "reason", reason).increment();
    }
}

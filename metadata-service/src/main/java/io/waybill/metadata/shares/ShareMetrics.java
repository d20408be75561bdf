package io.waybill.metadata.shares;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts what happens to shares. */
@ApplicationScoped
public class ShareMetrics {
    private final MeterRegistry meters;

    /** Counts in {@code meters}. */
    public ShareMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void created() {
        meters.counter("waybill.shares.created").increment();
    }

    void revoked() {
        meters.counter("waybill.shares.revoked").increment();
    }

    /** A gateway has asked which share a link is; {@code result} is {@code good}, {@code unknown}, {@code ended} or {@code gone}. */
    void found(String result) {
        meters.counter("waybill.shares.found", "result", result).increment();
    }

    /** Somebody has sent a password; {@code result} is {@code good}, {@code wrong} or {@code blocked}. */
    void password(String result) {
        meters.counter("waybill.shares.passwords", "result", result).increment();
    }

    /** A download began or went on; {@code result} is {@code counted}, {@code known}, {@code used_up} or {@code ended}. */
    void download(String result) {
        meters.counter("waybill.shares.downloads", "result", result).increment();
    }
}

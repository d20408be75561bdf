package io.waybill.transfer.admission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How much this replica takes on at once, and how the others wait. */
@ConfigMapping(prefix = "waybill.admission")
public interface AdmissionSettings {
    /** How many uploads may bring bytes at once. Connections that send parts of one upload count once; a batch counts once. */
    @WithDefault("512")
    @Min(1)
    int maxUploads();

    /**
     * How many bytes the requests that are let in may hold at once: each counts its body, but at most three parts. More than
     * {@code waybill.parts.memory}, for who sends slowly holds less; what it overcommits is spilled to the store.
     */
    @WithDefault("8G")
    MemorySize bytesInFlight();

    /** Which share of both bounds one owner may take at most, so that there is room for another at any time. */
    @WithDefault("0.75")
    @DecimalMin("0.01")
    @DecimalMax("1")
    double ownerShare();

    /** How long a request waits for its turn before its client is told to come back. */
    @WithDefault("20S")
    Duration maxWait();

    /** How long a place is kept for a client that is gone. */
    @WithDefault("60S")
    Duration keep();

    /** How many requests may wait here at once; beyond it, the last in line are told to come back at once. */
    @WithDefault("1000")
    @Min(1)
    int maxWaiting();
}

package io.waybill.transfer.preview;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How previews are made. */
@ConfigMapping(prefix = "waybill.preview")
public interface PreviewSettings {
    /** How many previews this replica makes at once; 0 leaves them to other replicas. */
    @WithDefault("1")
    @Min(0)
    @Max(16)
    int workers();

    /** How often a worker that has nothing to do looks for something. */
    @WithDefault("1S")
    Duration interval();

    /** How long a worker rests after a preview that nobody waits for, so that transfers go first. */
    @WithDefault("20MS")
    Duration rest();

    /** How long a claimed preview is its worker's: longer than the deadline. */
    @WithDefault("3M")
    Duration lease();

    /** How long one picture may take, from the first byte read to the last one drawn; then its process is killed. */
    @WithDefault("60S")
    Duration deadline();

    /** How often a preview is tried before it is given up for an operator to look at. */
    @WithDefault("4")
    @Min(1)
    int maxAttempts();

    /** How long to wait before the second attempt; twice as long before each further one, up to an hour. */
    @WithDefault("10S")
    Duration backOff();

    /** The most bytes of an image that is decoded. */
    @WithDefault("64M")
    MemorySize maxImageBytes();

    /** The most pixels of an image that is decoded. */
    @WithDefault("40000000")
    long maxPixels();

    /** The most bytes of a PDF that is drawn. */
    @WithDefault("32M")
    MemorySize maxPdfBytes();

    /** The heap of the process that draws. */
    @WithDefault("256M")
    MemorySize rendererHeap();
}

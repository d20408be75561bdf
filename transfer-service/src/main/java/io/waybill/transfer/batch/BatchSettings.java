package io.waybill.transfer.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How much batches may ask of this replica. */
@ConfigMapping(prefix = "waybill.batch")
public interface BatchSettings {
    /** How many batches may be on their way at once; each holds up to 8 MiB of small files. */
    @WithDefault("8")
    @Min(1)
    int maxAtOnce();
}

package io.waybill.transfer.coding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How much compressed content may ask of this replica. */
@ConfigMapping(prefix = "waybill.coding")
public interface CodingSettings {
    /** How many bytes may come out of each compressed one, past the first 16 MiB; more is refused. */
    @WithDefault("200")
    @Min(1)
    int maxRatio();

    /** How many bodies may be coded or decoded at once; each may hold 8 MiB outside the heap. */
    @WithDefault("32")
    @Min(1)
    int maxAtOnce();
}

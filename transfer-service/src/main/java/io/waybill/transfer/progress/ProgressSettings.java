package io.waybill.transfer.progress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often progress is told. */
@ConfigMapping(prefix = "waybill.progress")
public interface ProgressSettings {
    /** How often the latest progress of an upload is told. */
    @WithDefault("0.25S")
    Duration interval();
}

package io.waybill.metadata.trash;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the trash keeps what is in it. */
@ConfigMapping(prefix = "waybill.trash")
public interface TrashConfig {
    /** How long after it was deleted a file is erased. */
    @WithDefault("P30D")
    Duration keep();

    /** How often each replica looks for files to erase. */
    @WithDefault("PT1M")
    Duration poll();
}

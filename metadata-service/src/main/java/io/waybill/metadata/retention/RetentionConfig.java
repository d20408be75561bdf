package io.waybill.metadata.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When retention rules are applied. */
@ConfigMapping(prefix = "waybill.retention")
public interface RetentionConfig {
    /** How long after a rule was applied it is applied again. */
    @WithDefault("PT1H")
    Duration interval();

    /** How often each replica looks for a rule that is due. */
    @WithDefault("PT10S")
    Duration poll();
}

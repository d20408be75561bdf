package io.waybill.gateway.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a verified credential is believed without another look. */
@ConfigMapping(prefix = "waybill.identity")
public interface IdentityConfig {
    /** How long a verified credential is remembered, at most until it expires by itself. */
    @WithDefault("30S")
    Duration remember();

    /** How many verified credentials are remembered; the least used are forgotten first. */
    @WithDefault("10000")
    int remembered();
}

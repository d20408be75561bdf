package io.waybill.gateway.apikeys;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often metadata-service is asked about API keys. */
@ConfigMapping(prefix = "waybill.api-keys")
public interface KeyConfig {
    /** How long an answer holds, counted from the question: a revoked key works for no longer than that, here or anywhere. */
    @WithDefault("0.5S")
    Duration remember();

    /** How many answers are remembered; the least used are forgotten first. */
    @WithDefault("10000")
    int remembered();

    /** How often requests that are still under way are looked at again. */
    @WithDefault("1S")
    Duration recheck();

    /** How many questions may be under way; further ones wait. */
    @WithDefault("16")
    int connections();

    /** How many may wait; further requests with a key that is not known are answered {@code busy}. */
    @WithDefault("256")
    int waiting();
}

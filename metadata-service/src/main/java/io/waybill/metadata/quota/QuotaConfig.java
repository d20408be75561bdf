package io.waybill.metadata.quota;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How much owners may store, and how their count is looked after. */
@ConfigMapping(prefix = "waybill.quota")
public interface QuotaConfig {
    /** What an owner may store who has no limit of their own; empty for no limit. */
    @WithDefault("1T")
    Optional<MemorySize> defaultLimit();

    /** How often the count of each owner is compared with what their versions say, in whole seconds; less than one is never. */
    @WithDefault("PT24H")
    Duration checkEvery();

    /** How often each replica looks for a count that is due to be checked. */
    @WithDefault("PT1M")
    Duration checkPoll();

    /** How often changes are added up. */
    @WithDefault("PT1S")
    Duration foldPoll();

    /** Whether counts are compared at all. */
    default boolean checksCounts() {
        return checkEvery().toSeconds() > 0;
    }

    /** The limit of those who have none of their own, or null. */
    default Long defaultBytes() {
        return defaultLimit().map(MemorySize::asLongValue).orElse(null);
    }
}

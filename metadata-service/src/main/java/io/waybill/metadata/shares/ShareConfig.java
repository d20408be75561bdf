package io.waybill.metadata.shares;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Shares. */
@ConfigMapping(prefix = "waybill.shares")
public interface ShareConfig {
    /** How many days a share is good for when nothing else is asked. */
    @WithDefault("30")
    @Min(1)
    int days();

    /** How many days may be asked for. */
    @WithDefault("365")
    @Min(1)
    int maxDays();

    /** How many good shares an owner may have at once. */
    @WithDefault("1000")
    @Min(1)
    int maxPerOwner();

    /** How many passwords are hashed at once: each takes one core for some 50 ms and 19 MiB of memory. */
    @WithDefault("2")
    @Min(1)
    int hashers();

    /** How many passwords may wait to be hashed; further ones are answered {@code busy}. */
    @WithDefault("32")
    @Min(1)
    int waiting();
}

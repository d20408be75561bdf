package io.waybill.transfer.recovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often this replica looks after what crashes leave behind. */
@ConfigMapping(prefix = "waybill.recovery")
public interface RecoverySettings {
    /** Whether this replica takes part; commits and ends are still finished by other replicas. */
    @WithDefault("true")
    boolean enabled();

    /** How often unfinished commits, expired uploads, discards and purges are looked for. */
    @WithDefault("3S")
    Duration interval();

    /** How often the store is searched for blobs that nothing speaks of. */
    @WithDefault("10M")
    Duration sweepInterval();

    /** How old a blob that nothing speaks of must be before it is removed: longer than any request may take. */
    @WithDefault("24H")
    Duration strayGrace();

    /** How old room must be that was reserved for an upload that is not there, before it is given back. */
    @WithDefault("5M")
    Duration spaceGrace();

    /** How long the rows of ended uploads are kept, for who asks late. */
    @WithDefault("7D")
    Duration keepEnded();

    /** How long a claimed piece of work is this replica's. */
    @WithDefault("60S")
    Duration lease();

    /** The most rows of one kind taken at once. */
    @WithDefault("50")
    int batch();
}

package io.waybill.transfer.archive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What archives may be. */
@ConfigMapping(prefix = "waybill.archive")
public interface ArchiveSettings {
    /** The most files in one archive. */
    @WithDefault("100000")
    int maxEntries();

    /** The most archives that are kept for one owner at once. */
    @WithDefault("1000")
    int maxPerOwner();

    /** How many files all archives of one owner may have before another one is refused. */
    @WithDefault("1000000")
    int maxEntriesPerOwner();

    /** How long an archive can be read after it was last asked for. */
    @WithDefault("24H")
    Duration keep();

    /** How long a request waits for an archive to be prepared; then it is told to come back. */
    @WithDefault("20S")
    Duration patience();
}

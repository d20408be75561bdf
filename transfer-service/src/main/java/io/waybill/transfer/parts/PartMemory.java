package io.waybill.transfer.parts;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much memory the parts in flight may take. */
@ConfigMapping(prefix = "waybill.parts")
public interface PartMemory {
    /** The most off-heap memory that all part buffers of this replica take together, rounded down to 256 KiB. */
    @WithDefault("256M")
    MemorySize memory();
}

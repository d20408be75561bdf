package io.waybill.metadata.tree;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** What may be done to a folder at once. */
@ConfigMapping(prefix = "waybill.folders")
public interface FolderConfig {
    /** How many files may be moved or copied in one transaction. */
    @WithDefault("100000")
    @Min(1)
    long maxFiles();
}

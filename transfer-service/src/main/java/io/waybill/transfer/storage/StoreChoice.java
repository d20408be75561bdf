package io.waybill.transfer.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.Optional;

/** Which object store the bytes go to. */
@ConfigMapping(prefix = "waybill.store")
public interface StoreChoice {
    /** {@code filesystem} or {@code s3}. */
    @WithParentName
    @WithDefault("filesystem")
    Kind kind();

    /** The directory of the filesystem store; created when missing. Several replicas share one over a shared volume. */
    Optional<Path> directory();

    /** The filesystem store's threads: as many reads and writes of the disk are under way at once. */
    @WithDefault("32")
    int threads();

    /** The kinds of stores. */
    enum Kind {
        /** A directory of this machine, or of a shared volume. */
        FILESYSTEM,
        /** MinIO or any other store that speaks S3. */
        S3
    }
}

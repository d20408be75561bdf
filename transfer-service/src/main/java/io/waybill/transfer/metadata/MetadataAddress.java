package io.waybill.transfer.metadata;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where metadata-service is. */
@ConfigMapping(prefix = "waybill.metadata")
public interface MetadataAddress {
    /** Its base URL, such as {@code http://127.0.0.1:8082}. */
    URI url();

    /** How long one answer may take. */
    @WithDefault("10S")
    Duration timeout();

    /** The most connections to it at once. */
    @WithDefault("64")
    int connections();
}

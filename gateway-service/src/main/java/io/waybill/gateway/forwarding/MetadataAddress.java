package io.waybill.gateway.forwarding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** Where metadata-service is. */
@ConfigMapping(prefix = "waybill.metadata")
public interface MetadataAddress {
    /** Base URL; only scheme, host and port are used. */
    @WithDefault("http://127.0.0.1:8082")
    URI url();
}

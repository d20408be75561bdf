package io.waybill.gateway.forwarding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** Where transfer-service is. */
@ConfigMapping(prefix = "waybill.transfer")
public interface TransferAddress {
    /** Base URL; only scheme, host and port are used. */
    @WithDefault("http://127.0.0.1:8081")
    URI url();
}

package io.waybill.kit.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** Where the gateway is, for its public keys. */
@ConfigMapping(prefix = "waybill.gateway")
public interface GatewayAddress {
    /** Base URL of the gateway; its keys are read from {@code /.well-known/jwks.json} below it. */
    @WithDefault("http://127.0.0.1:8080")
    URI url();
}

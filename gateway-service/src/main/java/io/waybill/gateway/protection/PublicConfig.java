package io.waybill.gateway.protection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** Where people find this gateway. */
@ConfigMapping(prefix = "waybill.public")
public interface PublicConfig {
    /**
     * Scheme, host and maybe port, as a browser shows them: {@code https://files.example.org}. Behind a proxy it is the
     * proxy's. Plain http is taken for this machine only.
     */
    @WithDefault("http://127.0.0.1:${quarkus.http.port}")
    URI url();
}

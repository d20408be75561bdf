package io.waybill.gateway.forwarding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** Where notification-service is. */
@ConfigMapping(prefix = "waybill.notification")
public interface NotificationAddress {
    /** Base URL; only scheme, host and port are used. */
    @WithDefault("http://127.0.0.1:8083")
    URI url();
}

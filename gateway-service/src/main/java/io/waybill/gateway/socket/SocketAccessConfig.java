package io.waybill.gateway.socket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** WebSockets at the gateway. */
@ConfigMapping(prefix = "waybill.events")
public interface SocketAccessConfig {
    /** How long a ticket may be used, once. */
    @WithDefault("30S")
    Duration ticket();

    /** How often it is looked whether the session or credential of an open socket goes on. */
    @WithDefault("1S")
    Duration check();

    /** How long a socket that belongs to no browser session stays open at most, until it is prolonged. */
    @WithDefault("15M")
    Duration longest();
}

package io.waybill.gateway.forwarding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Connections to the services. */
@ConfigMapping(prefix = "waybill.upstream")
public interface UpstreamConfig {
    /** Most requests in flight to one service at a time; further ones wait. */
    @WithDefault("1024")
    int connections();

    /** Most requests that wait for a connection; further ones are answered {@code busy}. */
    @WithDefault("1024")
    int waiting();

    /** Most WebSockets open at a time. */
    @WithDefault("20000")
    int sockets();

    /** How long a connection may take to open before the service counts as away. */
    @WithDefault("2S")
    Duration connectTimeout();

    /** How long an unused connection is kept; less than the services keep theirs. */
    @WithDefault("30S")
    Duration keepAlive();
}

package io.waybill.notification.socket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * How long a peer that was sent a close frame has to answer it before the connection is cut, and how much the system holds of
 * what a peer has not taken: with the system's own default, megabytes go to a reader that reads nothing.
 */
@ApplicationScoped
public class ServerOptions implements HttpServerOptionsCustomizer {
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final SocketConfig config;

    /** Options as {@code config} says. */
    public ServerOptions(SocketConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setWebSocketClosingTimeout((int) Math.max(1, config.closeGrace().toSeconds()));
        options.setSendBufferSize(SEND_BUFFER_BYTES);
    }
}

package io.waybill.gateway.wire;

import io.netty.channel.Channel;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.waybill.kit.wire.FreshConnections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

/** Puts a {@link WireGuard} on every connection to the public ports, for what Netty refuses before there is a request. */
@ApplicationScoped
public class Wire {
    private final Vertx vertx;
    private final HttpServer server;
    private final WireSettings settings;
    private final WireRefusals refusals;

    /** Guards the connections to {@code server}, but not those to its management port. */
    public Wire(Vertx vertx, HttpServer server, WireSettings settings, WireRefusals refusals) {
        this.vertx = vertx;
        this.server = server;
        this.settings = settings;
        this.refusals = refusals;
    }

    void plain(@ObservesAsync HttpServerStart started) {
        guard();
    }

    void encrypted(@ObservesAsync HttpsServerStart started) {
        guard();
    }

    private void guard() {
        FreshConnections.meet(vertx, server, this::welcome);
    }

    private void welcome(Channel connection) {
        if (connection.pipeline().get(FirstBytes.class) == null
                && connection.pipeline().get(WireGuard.class) == null) {
            connection
                    .pipeline()
                    .addFirst(new FirstBytes(
                            () -> new WireGuard(settings, refusals, System::nanoTime), settings.headWithin()));
        }
    }
}

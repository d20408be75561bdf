package io.waybill.transfer.http;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.waybill.kit.wire.FreshConnections;
import io.waybill.kit.wire.ReadBudget;
import io.waybill.kit.wire.ReadSize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

/** Has little read from a connection before the body of a request is wanted, and no more than there is room for then. */
@ApplicationScoped
class SmallReads {
    private final Vertx vertx;
    private final HttpServer server;

    SmallReads(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    void plain(@ObservesAsync HttpServerStart started) {
        meet();
    }

    void encrypted(@ObservesAsync HttpsServerStart started) {
        meet();
    }

    private void meet() {
        FreshConnections.meet(vertx, server, connection -> ReadSize.fit(connection, ReadBudget.HEAP));
    }
}

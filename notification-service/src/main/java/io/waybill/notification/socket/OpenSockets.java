package io.waybill.notification.socket;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The sockets that are open here: closes those whose peer is gone or does not read, and all of them at the end. */
@ApplicationScoped
public class OpenSockets {
    private static final Logger LOG = Logger.getLogger(OpenSockets.class);

    private final SocketConfig config;
    private final SocketMetrics metrics;
    private final Vertx vertx;
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private volatile boolean closing;

    OpenSockets(SocketConfig config, SocketMetrics metrics, Vertx vertx) {
        this.config = config;
        this.metrics = metrics;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(config.checkInterval().toMillis(), timer -> check());
    }

    /** Comes before the HTTP server stops, which would close every socket as if all were well. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        closing = true;
        LOG.infof("Closing %d sockets", peers.size());
        peers.values().forEach(peer -> close(peer, CloseCode.RESTART));
    }

    boolean isFull() {
        return closing || peers.size() >= config.maxSockets();
    }

    void add(String id, Peer peer) {
        peers.put(id, peer);
        metrics.open(peers.size());
        if (closing) {
            close(peer, CloseCode.RESTART);
        }
    }

    void remove(String id) {
        peers.remove(id);
        metrics.open(peers.size());
    }

    void close(Peer peer, CloseCode code) {
        if (peer.startClosing()) {
            metrics.closed(code);
            peer.connection().close(code, vertx, config.closeGrace().toMillis());
        }
    }

    private void check() {
        long silentBefore = System.nanoTime() - config.maxSilence().toNanos();
        for (Peer peer : peers.values()) {
            if (peer.socket().isStalled()) {
                close(peer, CloseCode.SLOW_READER);
            } else if (peer.heardAt() - silentBefore < 0) {
                close(peer, CloseCode.SILENT);
            }
        }
    }
}

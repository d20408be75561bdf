package io.waybill.gateway.exchange;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.net.NetSocket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Everything under way. At shutdown WebSockets are closed at once (they come back by themselves), requests may finish for a
 * bounded time, and new ones are refused.
 */
@ApplicationScoped
public class InFlight {
    private static final Logger LOG = Logger.getLogger(InFlight.class);

    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Bounds bounds;
    private int requests;
    private volatile boolean closing;

    /** Waits as long as {@code bounds} say. */
    public InFlight(Bounds bounds) {
        this.bounds = bounds;
    }

    /** How long a shutdown may take. */
    @ConfigMapping(prefix = "waybill.shutdown")
    public interface Bounds {
        /** How long requests under way may go on after the gateway was told to stop. */
        @WithDefault("15S")
        Duration patience();
    }

    /** Whether the gateway is shutting down. */
    public boolean isClosing() {
        return closing;
    }

    synchronized void enter() {
        requests++;
    }

    synchronized void leave() {
        requests--;
        notifyAll();
    }

    /** Ends {@code socket} with the process. */
    public void keep(NetSocket socket) {
        sockets.add(socket);
        if (closing) {
            socket.close();
        }
    }

    /** Forgets {@code socket}, which ended. */
    public void forget(NetSocket socket) {
        sockets.remove(socket);
    }

    synchronized void drain(@Observes ShutdownDelayInitiatedEvent stopping) throws InterruptedException {
        closing = true;
        sockets.forEach(NetSocket::close);
        long end = System.nanoTime() + bounds.patience().toNanos();
        for (long left = end - System.nanoTime(); requests > 0 && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        if (requests > 0) {
            LOG.warnf("%d requests did not end in time and are cut off.", requests);
        }
    }
}

package io.waybill.gateway.socket;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.gateway.websession.OpenSessions;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The WebSockets of this replica, and what keeps each open. A look every second closes those whose session ended, anywhere,
 * or whose credential ran out and was not prolonged.
 */
@ApplicationScoped
public class OpenSockets {
    private static final Logger LOG = Logger.getLogger(OpenSockets.class);
    private static final int SWEEP_EVERY = 600;

    private final Vertx vertx;
    private final GatewayDatabase database;
    private final OpenSessions sessions;
    private final SocketRows rows;
    private final SocketAccessConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<NetSocket, Lease> leases = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private int looks;

    /** Looks as often as {@code config} says. */
    public OpenSockets(
            Vertx vertx,
            GatewayDatabase database,
            OpenSessions sessions,
            SocketRows rows,
            SocketAccessConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.database = database;
        this.sessions = sessions;
        this.rows = rows;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    void start(@Observes StartupEvent starting) {
        meters.gaugeMapSize("waybill.gateway.sockets", List.of(), leases);
        vertx.setPeriodic(config.check().toMillis(), tick -> look());
    }

    /** Keeps {@code socket} open as long as {@code lease} says. */
    void keep(NetSocket socket, Lease lease) {
        leases.put(socket, lease);
        socket.closeHandler(closed -> forget(socket, lease));
    }

    private void forget(NetSocket socket, Lease lease) {
        leases.remove(socket);
        if (lease instanceof Lease.OfCredential own) {
            database.beside(() -> {
                        rows.deleteSocket(own.socket());
                        return null;
                    })
                    .onFailure(away -> LOG.debugf("A socket's row stays until it is swept: %s", away.getMessage()));
        }
    }

    /** One look at a time: where the database is slow the next waits for it. */
    private void look() {
        if (leases.isEmpty() || !looking.compareAndSet(false, true)) {
            return;
        }
        Map<NetSocket, Lease> seen = Map.copyOf(leases);
        boolean sweep = looks++ % SWEEP_EVERY == 0;
        database.beside(() -> {
                    lookAtSessions(seen);
                    lookAtCredentials(seen);
                    if (sweep) {
                        rows.sweep(clock.instant());
                    }
                    return null;
                })
                .onComplete(looked -> looking.set(false));
    }

    private void lookAtSessions(Map<NetSocket, Lease> seen) {
        Set<UUID> ids = seen.values().stream()
                .filter(Lease.OfSession.class::isInstance)
                .map(lease -> ((Lease.OfSession) lease).session())
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return;
        }
        try {
            Map<UUID, Caller> goingOn = sessions.goingOn(ids);
            seen.forEach((socket, lease) -> {
                if (lease instanceof Lease.OfSession own && !own.caller().equals(goingOn.get(own.session()))) {
                    close(socket, "session");
                }
            });
        } catch (WaybillException away) {
            LOG.debugf("Nobody can say which sessions go on: %s", away.getMessage());
        }
    }

    private void lookAtCredentials(Map<NetSocket, Lease> seen) {
        Instant now = clock.instant();
        Map<NetSocket, Lease.OfCredential> ending = seen.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Lease.OfCredential own && !now.isBefore(own.goodUntil()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (Lease.OfCredential) entry.getValue()));
        if (ending.isEmpty()) {
            return;
        }
        Map<UUID, Instant> prolonged = prolonged(ending);
        ending.forEach((socket, lease) -> {
            Instant until = prolonged.get(lease.socket());
            if (until != null && now.isBefore(until)) {
                leases.replace(socket, lease, new Lease.OfCredential(lease.socket(), until));
            } else {
                close(socket, "credential");
            }
        });
    }

    private Map<UUID, Instant> prolonged(Map<NetSocket, Lease.OfCredential> ending) {
        try {
            return rows.goodUntil(
                    ending.values().stream().map(Lease.OfCredential::socket).toList());
        } catch (WaybillException away) {
            return Map.of();
        }
    }

    private void close(NetSocket socket, String why) {
        meters.counter("waybill.gateway.sockets.closed", "why", why).increment();
        leases.remove(socket);
        socket.close();
    }
}

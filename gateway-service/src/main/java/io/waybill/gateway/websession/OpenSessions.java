package io.waybill.gateway.websession;

import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Tells whoever holds something open for a session whether it still goes on. */
@ApplicationScoped
public class OpenSessions {
    private static final Logger LOG = Logger.getLogger(OpenSessions.class);

    private final GatewayDatabase database;
    private final SessionRows rows;
    private final SessionRefresh refresh;
    private final Clock clock;

    /** Reads {@code rows}. */
    public OpenSessions(GatewayDatabase database, SessionRows rows, SessionRefresh refresh, Clock clock) {
        this.database = database;
        this.rows = rows;
        this.refresh = refresh;
        this.clock = clock;
    }

    /**
     * Which of {@code ids} go on, and whom each speaks for now. Asks the provider about those it has not spoken of for a while;
     * its answer shows at the next call. Blocks.
     *
     * @throws io.waybill.contracts.error.WaybillException {@code database_unavailable}
     */
    public Map<UUID, Caller> goingOn(Collection<UUID> ids) {
        Instant now = clock.instant();
        Map<UUID, Caller> callers = new HashMap<>();
        rows.alive(ids).values().forEach(session -> {
            if (now.isBefore(session.goodUntil())) {
                callers.put(session.id(), session.caller());
            }
            if (!now.isBefore(session.freshUntil())) {
                database.beside(() -> refresh.fresh(session))
                        .onFailure(over -> LOG.debugf("Session %s: %s", session.id(), over.getMessage()));
            }
        });
        return callers;
    }
}

package io.waybill.gateway.websession;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.gateway.provider.ProviderClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Deletes sessions that are over, every so often; they open nothing before that either. */
@ApplicationScoped
public class SessionSweep {
    private static final Logger LOG = Logger.getLogger(SessionSweep.class);

    private final Vertx vertx;
    private final GatewayDatabase database;
    private final SessionRows rows;
    private final ProviderClient provider;
    private final SessionConfig config;

    /** Sweeps {@code rows}. */
    public SessionSweep(
            Vertx vertx, GatewayDatabase database, SessionRows rows, ProviderClient provider, SessionConfig config) {
        this.vertx = vertx;
        this.database = database;
        this.rows = rows;
        this.provider = provider;
        this.config = config;
    }

    void start(@Observes StartupEvent starting) {
        if (provider.isConfigured()) {
            vertx.setPeriodic(config.sweep().toMillis(), tick -> sweep());
        }
    }

    private void sweep() {
        database.beside(rows::sweep)
                .onSuccess(count -> LOG.debugf("%d sessions were over.", count))
                .onFailure(away -> LOG.debugf("Sessions were not swept: %s", away.getMessage()));
    }
}

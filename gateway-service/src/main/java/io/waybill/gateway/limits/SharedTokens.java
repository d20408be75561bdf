package io.waybill.gateway.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.gateway.database.GatewayDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The buckets that all replicas of this gateway share; where it has no database, each replica counts alone. */
@ApplicationScoped
public class SharedTokens {
    private static final Logger LOG = Logger.getLogger(SharedTokens.class);
    private static final Future<Lease> NONE = Future.failedFuture("Each replica counts alone.");

    private final Vertx vertx;
    private final GatewayDatabase database;
    private final BucketRows rows;
    private final LimitConfig config;
    private final boolean shared;
    private final PostgresTokens tokens;
    private final Counter unshared;

    /** Shares through {@code database}, if there is one. */
    public SharedTokens(
            Vertx vertx,
            GatewayDatabase database,
            LimitConfig config,
            MeterRegistry meters,
            @ConfigProperty(name = "quarkus.datasource.active", defaultValue = "true") boolean hasDatabase) {
        this.vertx = vertx;
        this.database = database;
        this.config = config;
        shared = hasDatabase && config.enabled();
        rows = new BucketRows(database);
        tokens = new PostgresTokens(vertx, database::beside, rows, config.patience(), config.remembered());
        unshared = meters.counter("waybill.limits.unshared");
    }

    TokenSource source() {
        return shared ? this::lease : claim -> NONE;
    }

    private Future<Lease> lease(Claim claim) {
        return tokens.lease(claim).onFailure(away -> unshared.increment());
    }

    void start(@Observes StartupEvent starting) {
        if (shared) {
            vertx.setPeriodic(config.requests().window().toMillis(), tick -> sweep());
        }
    }

    private void sweep() {
        tokens.forgetFresh();
        database.beside(rows::sweep)
                .onSuccess(count -> LOG.debugf("%d buckets were full again.", count))
                .onFailure(away -> LOG.debugf("Buckets were not swept: %s", away.getMessage()));
    }
}

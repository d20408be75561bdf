package io.waybill.gateway.identity;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.waybill.kit.identity.ServiceKey;
import io.waybill.kit.identity.ServiceKeyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The keys of the moment, in memory. They are read before the first request and then again every so often; while they
 * cannot be read, the known ones stay.
 */
@ApplicationScoped
public class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    private final Vertx vertx;
    private final SigningConfig config;
    private final Clock clock;
    private final KeySource source;
    private volatile KeyRing ring;

    /**
     * Starts with no key: {@code load} brings them.
     *
     * @throws IllegalStateException when the service secret is missing or could be guessed
     */
    @Inject
    public SigningKeys(
            Vertx vertx, SigningConfig config, ServiceKeyFile secretFile, Instance<DataSource> database, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        byte[] secret = new ServiceKey(secretFile).secret();
        source = config.keyFile()
                .<KeySource>map(KeyFile::new)
                .orElseGet(() -> new SharedKeys(database.get()::getConnection, new KeyVault(secret), config, clock));
    }

    /** For the proxy of the container. */
    protected SigningKeys() {
        vertx = null;
        config = null;
        clock = null;
        source = null;
    }

    void start(@Observes StartupEvent starting) {
        ring = source.load();
        vertx.setPeriodic(config.refresh().toMillis(), tick -> vertx.executeBlocking(this::refresh));
    }

    /** The public keys, as a JSON Web Key Set. */
    public JsonObject jwks() {
        return Jwks.of(ring);
    }

    /** The key to sign with now. */
    SigningKey signer() {
        return ring.signer(clock.instant())
                .orElseThrow(() -> new IllegalStateException("No key is there to sign with."));
    }

    private Void refresh() {
        try {
            ring = source.load();
        } catch (IllegalStateException away) {
            LOG.warn("The signing keys could not be read again; the known ones stay.", away);
        }
        return null;
    }
}

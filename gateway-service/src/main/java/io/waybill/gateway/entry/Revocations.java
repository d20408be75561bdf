package io.waybill.gateway.entry;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.apikeys.ApiKeys;
import io.waybill.gateway.apikeys.KeyConfig;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.Credential;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Ends what is under way with an API key when that key ends: an upload of hours, a download, an open WebSocket. While nobody can
 * tell whether the key is good, what has begun goes on.
 */
@ApplicationScoped
public class Revocations {
    private static final Logger LOG = Logger.getLogger(Revocations.class);

    private final ApiKeys keys;
    private final KeyConfig config;
    private final Vertx vertx;
    private final Map<Exchange, Watched> underWay = new ConcurrentHashMap<>();

    /** Asks {@code keys} again and again. */
    public Revocations(ApiKeys keys, KeyConfig config, Vertx vertx) {
        this.keys = keys;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent starting) {
        vertx.setPeriodic(config.recheck().toMillis(), tick -> underWay.forEach(this::look));
    }

    /** Looks after {@code exchange} from now on, if its credential is a key. */
    void watch(Exchange exchange, Credential credential) {
        if (credential.key() != null && !exchange.isClientGone()) {
            underWay.put(exchange, new Watched(credential, vertx.getOrCreateContext()));
        }
    }

    /** {@code exchange} is over. May be called for any. */
    void forget(Exchange exchange) {
        underWay.remove(exchange);
    }

    private void look(Exchange exchange, Watched watched) {
        keys.find(watched.credential().key()).onFailure(failure -> {
            if (failure instanceof WaybillException known && known.code() == ErrorCode.UNAUTHENTICATED) {
                watched.context().runOnContext(now -> {
                    if (underWay.remove(exchange) != null) {
                        LOG.infof("Request %s is ended: its API key has ended.", exchange.id());
                        exchange.cutOff();
                    }
                });
            }
        });
    }

    private record Watched(Credential credential, Context context) {}
}

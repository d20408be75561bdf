package io.waybill.gateway.entry;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.apikeys.ApiKeys;
import io.waybill.gateway.apikeys.KeyConfig;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.Credential;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Ends what is under way with an API key or a share when that ends: an upload of hours, a download, an open WebSocket. While nobody
 * can tell whether it is good, what has begun goes on.
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
        if (credential.key() != null) {
            watch(exchange, () -> keys.find(credential.key()));
        }
    }

    /**
     * Looks after {@code exchange} from now on: it ends when the answer to {@code question}, or to any that is asked about it already,
     * becomes a refusal.
     */
    void watch(Exchange exchange, Supplier<Future<?>> question) {
        if (!exchange.isClientGone()) {
            underWay.merge(exchange, new Watched(question, vertx.getOrCreateContext()), Watched::and);
        }
    }

    /** {@code exchange} is over. May be called for any. */
    void forget(Exchange exchange) {
        underWay.remove(exchange);
    }

    private void look(Exchange exchange, Watched watched) {
        watched.question().get().onFailure(failure -> {
            if (failure instanceof WaybillException known && !known.code().isTransient()) {
                watched.context().runOnContext(now -> {
                    if (underWay.remove(exchange) != null) {
                        LOG.infof("Request %s is ended: what it was let in with has ended.", exchange.id());
                        exchange.cutOff();
                    }
                });
            }
        });
    }

    private record Watched(Supplier<Future<?>> question, Context context) {
        Watched and(Watched another) {
            return new Watched(
                    () -> question.get()
                            .compose(good -> another.question().get().mapEmpty()),
                    context);
        }
    }
}

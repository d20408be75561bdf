package io.waybill.gateway.entry;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.routing.Route;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Writes down every finished exchange: one log line, and counts whose labels are bounded (route name, method, status class)
 * and never hold anything a client made up.
 */
@ApplicationScoped
public class Ledger {
    private static final Logger LOG = Logger.getLogger("io.waybill.gateway.access");
    private static final Set<HttpMethod> KNOWN_METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.PUT,
            HttpMethod.POST,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final MeterRegistry meters;

    /** Counts in {@code meters}. */
    public Ledger(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Records {@code exchange}, which is over. */
    void record(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        String route = exchange.route().map(Route::name).orElse("none");
        String method =
                KNOWN_METHODS.contains(request.method()) ? request.method().name() : "other";
        long received = exchange.bytesReceived();
        long sent = exchange.bytesSent();
        meters.timer("waybill.gateway.requests", "route", route, "method", method, "status", statusClass(exchange))
                .record(exchange.nanos(), TimeUnit.NANOSECONDS);
        meters.counter("waybill.gateway.bytes", "route", route, "direction", "in")
                .increment((double) received);
        meters.counter("waybill.gateway.bytes", "route", route, "direction", "out")
                .increment((double) sent);
        meters.counter("waybill.gateway.bytes.uncopied", "direction", "in")
                .increment((double) exchange.passedUp().get());
        meters.counter("waybill.gateway.bytes.uncopied", "direction", "out")
                .increment((double) exchange.passedDown().get());
        LOG.infof(
                "request=%s route=%s method=%s status=%s in=%d out=%d ms=%d subject=%s",
                exchange.id(),
                route,
                method,
                status(exchange),
                received,
                sent,
                TimeUnit.NANOSECONDS.toMillis(exchange.nanos()),
                exchange.subject().orElse("-"));
    }

    private static String status(Exchange exchange) {
        return isWhole(exchange) ? Integer.toString(exchange.response().getStatusCode()) : half(exchange);
    }

    private static String statusClass(Exchange exchange) {
        return isWhole(exchange) ? exchange.response().getStatusCode() / 100 + "xx" : half(exchange);
    }

    private static boolean isWhole(Exchange exchange) {
        return !exchange.isClientGone() && !exchange.isBrokenOff();
    }

    private static String half(Exchange exchange) {
        return exchange.isClientGone() ? "gone" : "broken";
    }
}

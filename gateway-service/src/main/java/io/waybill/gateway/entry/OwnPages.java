package io.waybill.gateway.entry;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.SigningKeys;
import io.waybill.gateway.routing.Route;
import io.waybill.gateway.routing.RouteTable;
import io.waybill.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** What the gateway answers itself. */
@ApplicationScoped
public class OwnPages {
    private static final String NO_STORE = "no-store";

    /** Shorter than a new key is published before it signs. */
    private static final String FOR_A_MINUTE = "public, max-age=60";

    private static final String ONLY_OUR_SCRIPTS = "default-src 'self'; script-src 'self' 'unsafe-inline';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'";

    private final SigningKeys keys;
    private final PagesConfig config;
    private final Answers answers;

    /** Shows {@code keys}. */
    public OwnPages(SigningKeys keys, PagesConfig config, Answers answers) {
        this.keys = keys;
        this.config = config;
        this.answers = answers;
    }

    /** Answers a route that anyone may use. */
    void answer(Exchange exchange, Route route) {
        switch (route.name()) {
            case "health" -> answers.json(exchange, Map.of("status", "UP"), NO_STORE);
            case "jwks" -> answers.json(exchange, keys.jwks().getMap(), FOR_A_MINUTE);
            case RouteTable.OPENAPI -> show(exchange);
            case RouteTable.SWAGGER_UI -> showSwagger(exchange);
            default -> throw new IllegalStateException("Nothing is written for the route " + route.name() + ".");
        }
    }

    /** Answers who the caller is, as the services see them. */
    void me(Exchange exchange, Caller caller) {
        List<String> roles = caller.roles().stream().sorted().toList();
        List<String> scopes = caller.scopes().stream().sorted().toList();
        answers.json(
                exchange,
                new Me(caller.subject(), caller.name(), roles, scopes, caller.keyId(), caller.pathPrefix()),
                NO_STORE);
    }

    private void showSwagger(Exchange exchange) {
        if (!config.swaggerUi()) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is nothing at this path.");
        }
        exchange.response().putHeader("Content-Security-Policy", ONLY_OUR_SCRIPTS);
        show(exchange);
    }

    /** Leaves the answer to the Quarkus extension behind the door. */
    private static void show(Exchange exchange) {
        MultiMap headers = exchange.request().headers();
        headers.set(Exchange.REQUEST_ID, exchange.id());
        exchange.response().putHeader("X-Content-Type-Options", "nosniff");
        exchange.request().resume();
        exchange.routing().next();
    }
}

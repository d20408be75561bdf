package io.waybill.gateway.entry;

import io.vertx.core.MultiMap;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.identity.SigningKeys;
import io.waybill.gateway.routing.Route;
import io.waybill.gateway.routing.RouteTable;
import io.waybill.gateway.shares.SharedDoor;
import io.waybill.gateway.socket.SocketAccess;
import io.waybill.gateway.websession.SessionPages;
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

    /** Swagger UI's page has two scripts in it; these are the digests of what they are in the version we have. */
    private static final String ONLY_OUR_SCRIPTS = "default-src 'none'; script-src 'self'"
            + " 'sha256-Bc4MCmo3eDPvU16BhBcWMZUgDqc1e/UzzwdDbpYruPU='"
            + " 'sha256-aLdtk7i7V1bU0PuGL6fVWexf/i1Almua6Cb8Xf9lwZQ=';"
            + " style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private final SigningKeys keys;
    private final SessionPages sessions;
    private final SocketAccess sockets;
    private final SharedDoor shared;
    private final Revocations revocations;
    private final PagesConfig config;
    private final Answers answers;

    /** Shows {@code keys}. */
    public OwnPages(
            SigningKeys keys,
            SessionPages sessions,
            SocketAccess sockets,
            SharedDoor shared,
            Revocations revocations,
            PagesConfig config,
            Answers answers) {
        this.keys = keys;
        this.sessions = sessions;
        this.sockets = sockets;
        this.shared = shared;
        this.revocations = revocations;
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
            case "session" -> sessions.show(exchange);
            case "login" -> sessions.begin(exchange);
            case "login-callback" -> sessions.finish(exchange);
            case "logout" -> sessions.end(exchange);
            case "backchannel-logout" -> sessions.obeyProvider(exchange);
            default -> throw unwritten(route);
        }
    }

    /** Answers a route that {@code who} may use. */
    void answer(Exchange exchange, Route route, SignedIn who) {
        switch (route.name()) {
            case "me" -> me(exchange, who.credential().caller());
            case "event-tickets" -> sockets.issue(exchange, who);
            case "event-socket" -> sockets.prolong(exchange, who);
            case "shared-files", "shared-content", "shared-file" ->
                shared.enter(exchange, who.credential().caller(), question -> revocations.watch(exchange, question));
            default -> throw unwritten(route);
        }
    }

    private static IllegalStateException unwritten(Route route) {
        return new IllegalStateException("Nothing is written for the route " + route.name() + ".");
    }

    /** Who the caller is, as the services see them. */
    private void me(Exchange exchange, Caller caller) {
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
        exchange.request().resume();
        exchange.routing().next();
    }
}

package io.waybill.gateway.entry;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.identity.SignIn;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.protection.CrossSiteGuard;
import io.waybill.gateway.routing.Destination;
import io.waybill.gateway.routing.Route;
import io.waybill.gateway.socket.SocketAccess;
import io.waybill.gateway.websession.SessionCookies;
import io.waybill.gateway.websession.SessionPages;
import io.waybill.gateway.websession.SessionSignIn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Finds out who sent a request. What a program puts on it by itself (a token, a key) goes before what a browser sends along
 * unasked (a cookie), which counts only where no page of another site can have caused it.
 */
@ApplicationScoped
public class Identification {
    private static final String API_KEY = "X-API-Key";

    private final SignIn signIn;
    private final SessionSignIn sessions;
    private final SessionCookies cookies;
    private final SessionPages pages;
    private final SocketAccess sockets;
    private final CrossSiteGuard guard;

    /** Asks {@code signIn} and {@code sessions}. */
    public Identification(
            SignIn signIn,
            SessionSignIn sessions,
            SessionCookies cookies,
            SessionPages pages,
            SocketAccess sockets,
            CrossSiteGuard guard) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.cookies = cookies;
        this.pages = pages;
        this.sockets = sockets;
        this.guard = guard;
    }

    /**
     * Who sent {@code exchange}.
     *
     * @return fails with {@code unauthenticated}, {@code cross_site}, {@code forbidden}, {@code unavailable} or {@code database_unavailable}
     */
    Future<SignedIn> identify(Exchange exchange, Route route) {
        boolean socket = route.destination() == Destination.NOTIFICATION;
        if (socket && sockets.showsTicket(exchange)) {
            return sockets.redeem(exchange);
        }
        Future<SignedIn> known = byCredentialOrCookie(exchange, route, socket);
        return socket ? known.onSuccess(who -> sockets.bind(exchange, who)) : known;
    }

    private Future<SignedIn> byCredentialOrCookie(Exchange exchange, Route route, boolean socket) {
        MultiMap headers = exchange.request().headers();
        Optional<String> cookie = cookies.session(headers);
        if (cookie.isEmpty() || headers.contains(HttpHeaders.AUTHORIZATION) || headers.contains(API_KEY)) {
            return signIn.signIn(headers).map(SignedIn::by);
        }
        if (socket) {
            guard.checkSocket(exchange.request());
        } else {
            guard.check(exchange.request());
        }
        return sessions.signIn(cookie.get(), isAnsweredAtOnce(exchange, route)).map(who -> {
            pages.renew(exchange, who);
            return who.who();
        });
    }

    /** Bytes may take an hour, and a cookie that comes an hour late would replace a newer one. */
    private static boolean isAnsweredAtOnce(Exchange exchange, Route route) {
        return HttpMethod.GET.equals(exchange.request().method())
                && (route.destination() == Destination.METADATA || route.destination() == Destination.GATEWAY);
    }
}

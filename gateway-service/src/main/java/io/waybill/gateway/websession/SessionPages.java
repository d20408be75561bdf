package io.waybill.gateway.websession;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.database.GatewayDatabase;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.protection.CrossSiteGuard;
import io.waybill.gateway.protection.PublicAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The addresses under which a browser signs in and out, and asks who it is. */
@ApplicationScoped
public class SessionPages {
    private static final String NO_STORE = "no-store";

    private final BrowserSignIn signIn;
    private final BackChannelLogout backChannel;
    private final SessionSignIn sessions;
    private final SessionCookies cookies;
    private final SessionConfig config;
    private final CrossSiteGuard guard;
    private final PublicAddress address;
    private final GatewayDatabase database;
    private final Answers answers;

    /** Answers with {@code answers}. */
    public SessionPages(
            BrowserSignIn signIn,
            BackChannelLogout backChannel,
            SessionSignIn sessions,
            SessionCookies cookies,
            SessionConfig config,
            CrossSiteGuard guard,
            PublicAddress address,
            GatewayDatabase database,
            Answers answers) {
        this.signIn = signIn;
        this.backChannel = backChannel;
        this.sessions = sessions;
        this.cookies = cookies;
        this.config = config;
        this.guard = guard;
        this.address = address;
        this.database = database;
        this.answers = answers;
    }

    /** {@code GET /auth/login}: on to the provider. */
    public void begin(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        String returnTo = ReturnPath.of(exchange.query("return"));
        if (request.authority() != null
                && address.isMisnamedBy(request.authority().host())) {
            // Cookies belong to a name: begin where the provider sends the browser back to.
            answers.redirect(
                    exchange, address.at("/auth/login?return=" + URLEncoder.encode(returnTo, StandardCharsets.UTF_8)));
            return;
        }
        go(exchange, database.beside(() -> signIn.begin(returnTo)));
    }

    /** {@code GET /auth/callback}: back from the provider. */
    public void finish(Exchange exchange) {
        String state = once(exchange, "state");
        if (state == null) {
            throw new WaybillException(
                    ErrorCode.SIGN_IN_FAILED, "The sign-in service sends people here; begin at /auth/login.");
        }
        BrowserSignIn.Answer answer =
                new BrowserSignIn.Answer(state, once(exchange, "code"), once(exchange, "iss"), once(exchange, "error"));
        MultiMap headers = exchange.request().headers();
        Optional<String> noted = cookies.signIn(headers, state);
        String earlier = cookies.session(headers).orElse(null);
        go(exchange, database.beside(() -> signIn.finish(answer, noted, earlier)));
    }

    /** A value that is given once; null where it is not given. */
    private static String once(Exchange exchange, String name) {
        List<String> values = exchange.query(name);
        if (values.size() > 1) {
            throw new WaybillException(
                    ErrorCode.SIGN_IN_FAILED, "The answer of the sign-in service says something twice.");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** {@code POST /auth/logout}: the session of this browser is over, at every replica. */
    public void end(Exchange exchange) {
        guard.check(exchange.request());
        Optional<String> cookie = cookies.session(exchange.request().headers());
        database.beside(() -> cookie.flatMap(signIn::end))
                .onSuccess(logoutUrl -> {
                    exchange.response().headers().add(HttpHeaders.SET_COOKIE, cookies.noSession());
                    answers.json(exchange, new SignedOut(logoutUrl.orElse(null)), NO_STORE);
                })
                .onFailure(failure -> answers.problem(exchange, failure));
    }

    /** {@code POST /auth/backchannel-logout}: the provider says that somebody signed out. */
    public void obeyProvider(Exchange exchange) {
        SmallForm.field(exchange.request(), "logout_token")
                .compose(token -> database.beside(() -> {
                    backChannel.obey(token);
                    return null;
                }))
                .onSuccess(done -> {
                    exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
                    answers.nothing(exchange);
                })
                .onFailure(failure -> answers.problem(exchange, failure));
    }

    /** {@code GET /api/session}: whether this browser is signed in; that it is not is no failure. */
    public void show(Exchange exchange) {
        guard.check(exchange.request());
        Optional<String> cookie = cookies.session(exchange.request().headers());
        if (cookie.isEmpty()) {
            answers.json(exchange, SessionView.ofNobody(), NO_STORE);
            return;
        }
        sessions.signIn(cookie.get(), true)
                .map(known -> {
                    renew(exchange, known);
                    return SessionView.of(
                            known.who().credential().caller(),
                            known.endsAt(),
                            config.idle().toSeconds());
                })
                .recover(failure ->
                        failure instanceof WaybillException known && known.code() == ErrorCode.UNAUTHENTICATED
                                ? Future.succeededFuture(SessionView.ofNobody())
                                : Future.failedFuture(failure))
                .onSuccess(view -> answers.json(exchange, view, NO_STORE))
                .onFailure(failure -> answers.problem(exchange, failure));
    }

    /** Puts a new cookie on the answer, where one is due. */
    public void renew(Exchange exchange, SessionSignIn.Known known) {
        if (known.nextCookie() != null) {
            exchange.response().headers().add(HttpHeaders.SET_COOKIE, cookies.session(known.nextCookie()));
        }
    }

    private void go(Exchange exchange, Future<BrowserSignIn.Step> step) {
        step.onSuccess(next -> {
                    next.cookies()
                            .forEach(cookie -> exchange.response().headers().add(HttpHeaders.SET_COOKIE, cookie));
                    answers.redirect(exchange, next.location());
                })
                .onFailure(failure -> answers.problem(exchange, failure));
    }
}

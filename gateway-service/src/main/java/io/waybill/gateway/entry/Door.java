package io.waybill.gateway.entry;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.apikeys.KeysInAddresses;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.exchange.InFlight;
import io.waybill.gateway.forwarding.Forwarder;
import io.waybill.gateway.forwarding.Framing;
import io.waybill.gateway.forwarding.HeaderLimits;
import io.waybill.gateway.identity.InternalTokenMint;
import io.waybill.gateway.identity.SignedIn;
import io.waybill.gateway.limits.ByteLimits;
import io.waybill.gateway.limits.RequestLimits;
import io.waybill.gateway.limits.UnderWay;
import io.waybill.gateway.protection.BrowserProtections;
import io.waybill.gateway.routing.Access;
import io.waybill.gateway.routing.Destination;
import io.waybill.gateway.routing.Route;
import io.waybill.gateway.routing.RouteTable;
import io.waybill.gateway.shares.LinkDoor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Stands before every other route of this process: what the route table does not know ends here, so that nothing an
 * extension brings along can be reached from outside by accident.
 */
@ApplicationScoped
public class Door {
    private static final int BEFORE_EVERYTHING = -2_000_000;

    private final Identification identification;
    private final InternalTokenMint mint;
    private final Forwarder forwarder;
    private final OwnPages pages;
    private final CrossOrigin crossOrigin;
    private final BrowserProtections protections;
    private final Answers answers;
    private final Ledger ledger;
    private final InFlight inFlight;
    private final Revocations revocations;
    private final RequestLimits limits;
    private final ByteLimits bytes;
    private final UnderWay underWay;
    private final LinkDoor links;

    /** Lets in whom {@code identification} finds. */
    public Door(
            Identification identification,
            InternalTokenMint mint,
            Forwarder forwarder,
            OwnPages pages,
            CrossOrigin crossOrigin,
            BrowserProtections protections,
            Answers answers,
            Ledger ledger,
            InFlight inFlight,
            Revocations revocations,
            RequestLimits limits,
            ByteLimits bytes,
            UnderWay underWay,
            LinkDoor links) {
        this.identification = identification;
        this.mint = mint;
        this.forwarder = forwarder;
        this.pages = pages;
        this.crossOrigin = crossOrigin;
        this.protections = protections;
        this.answers = answers;
        this.ledger = ledger;
        this.inFlight = inFlight;
        this.revocations = revocations;
        this.limits = limits;
        this.bytes = bytes;
        this.underWay = underWay;
        this.links = links;
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_EVERYTHING).handler(this::enter);
    }

    private void enter(RoutingContext routing) {
        Exchange exchange = new Exchange(routing, inFlight, this::over);
        attempt(exchange, () -> {
            protections.put(exchange.response().headers());
            crossOrigin.introduce(exchange);
            KeysInAddresses.refuse(exchange.request().uri());
            if (inFlight.isClosing()) {
                throw new WaybillException(ErrorCode.UNAVAILABLE, "The gateway is stopping. Try again in a moment.");
            }
            HttpServerRequest request = exchange.request();
            if (CrossOrigin.isPreflight(request)) {
                crossOrigin.answerPreflight(exchange);
                return;
            }
            Route route = RouteTable.find(request.method(), request.uri());
            exchange.take(route);
            HeaderLimits.check(request.headers());
            Framing.check(request);
            if (route.access() != Access.SIGNED_IN) {
                limits.admit(exchange)
                        .onSuccess(counted -> attempt(exchange, () -> welcome(exchange, route)))
                        .onFailure(refusal -> answers.problem(exchange, refusal));
            } else {
                identification
                        .identify(exchange, route)
                        .onSuccess(who -> attempt(exchange, () -> count(exchange, route, who)))
                        .onFailure(failure -> turnAway(exchange, failure));
            }
        });
    }

    private void count(Exchange exchange, Route route, SignedIn who) {
        String subject = who.credential().caller().subject();
        exchange.sentBy(subject);
        if (route.destination() == Destination.TRANSFER || route.destination() == Destination.METADATA) {
            underWay.enter(exchange, subject);
        }
        limits.admit(exchange, who)
                .onSuccess(counted -> attempt(exchange, () -> admit(exchange, route, who)))
                .onFailure(refusal -> answers.problem(exchange, refusal));
    }

    /** Whoever shows what is no good is counted like one who shows nothing: it is no way to ask for ever. */
    private void turnAway(Exchange exchange, Throwable failure) {
        boolean ours = failure instanceof WaybillException known && known.code().status() >= 500;
        if (ours) {
            answers.problem(exchange, failure);
        } else {
            limits.admit(exchange)
                    .onSuccess(counted -> answers.problem(exchange, failure))
                    .onFailure(refusal -> answers.problem(exchange, refusal));
        }
    }

    /** Whatever credential came along, who it is does not matter, and goes no further. */
    private void welcome(Exchange exchange, Route route) {
        if (route.access() == Access.LINK) {
            bytes.pace(exchange);
            links.enter(exchange, route, question -> revocations.watch(exchange, question));
        } else if (route.destination() == Destination.GATEWAY) {
            pages.answer(exchange, route);
        } else {
            bytes.pace(exchange);
            forwarder.forward(exchange, route.destination(), null);
        }
    }

    private void admit(Exchange exchange, Route route, SignedIn who) {
        revocations.watch(exchange, who.credential());
        bytes.pace(exchange, who);
        if (route.destination() == Destination.GATEWAY) {
            pages.answer(exchange, route, who);
        } else {
            // A cookie, unlike Authorization, does not keep shared caches away by itself (RFC 9111 §3.5).
            exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
            forwarder.forward(exchange, route.destination(), mint.authorization(who.credential()));
        }
    }

    private void over(Exchange exchange) {
        underWay.leave(exchange);
        revocations.forget(exchange);
        ledger.record(exchange);
    }

    private void attempt(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            answers.problem(exchange, failure);
        }
    }
}

package io.waybill.gateway.forwarding;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.exchange.InFlight;
import io.waybill.gateway.exchange.UnreadBody;
import io.waybill.gateway.routing.Destination;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends a request on to its service. Every request ends in exactly one of: the service's answer, a problem, a break. */
@ApplicationScoped
public class Forwarder {
    private final Upstreams upstreams;
    private final Answers answers;
    private final UnreadBody unread;
    private final InFlight inFlight;

    /** Sends to {@code upstreams}. */
    public Forwarder(Upstreams upstreams, Answers answers, UnreadBody unread, InFlight inFlight) {
        this.upstreams = upstreams;
        this.answers = answers;
        this.unread = unread;
        this.inFlight = inFlight;
    }

    /**
     * Forwards {@code exchange} to {@code destination}.
     *
     * @param authorization the value of {@code Authorization} for the service, or null for nobody
     */
    public void forward(Exchange exchange, Destination destination, String authorization) {
        if (destination == Destination.NOTIFICATION) {
            openSocket(exchange, destination, authorization);
            return;
        }
        forward(exchange, destination, authorization, exchange.request().uri());
    }

    /** The same with another target than the client asked for: one of our own making. */
    public void forward(Exchange exchange, Destination destination, String authorization, String target) {
        inTime(exchange, () -> send(exchange, destination, target, relay -> relay.start(authorization)));
    }

    /** The same, with {@code taker} answering the client in place of the service. */
    public void forward(
            Exchange exchange, Destination destination, String authorization, String target, AnswerTaker taker) {
        inTime(exchange, () -> send(exchange, destination, target, relay -> relay.start(authorization, taker)));
    }

    /** Bodies of one read would never be slowed down otherwise. */
    private static void inTime(Exchange exchange, Runnable sending) {
        long wait = Math.max(exchange.up().spend(0), exchange.down().spend(0));
        if (wait == 0) {
            sending.run();
        } else {
            Vertx.currentContext().owner().setTimer(TimeUnit.NANOSECONDS.toMillis(wait) + 1, over -> {
                if (!exchange.isClientGone()) {
                    sending.run();
                }
            });
        }
    }

    private void send(Exchange exchange, Destination destination, String target, Consumer<Relay> begin) {
        upstreams
                .request(destination, exchange.request(), target)
                .onSuccess(out -> begin.accept(new Relay(exchange, out, answers, unread)))
                .onFailure(cause -> answers.problem(exchange, UpstreamFailures.problem(cause)));
    }

    private void openSocket(Exchange exchange, Destination destination, String authorization) {
        if (!isWebSocketUpgrade(exchange.request())) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "Events come over a WebSocket: open this address as one (RFC 6455).");
        }
        upstreams
                .socket(destination, exchange.request())
                .onSuccess(out -> new SocketTunnel(exchange, out, answers, inFlight).open(authorization))
                .onFailure(cause -> answers.problem(exchange, UpstreamFailures.problem(cause)));
    }

    private static boolean isWebSocketUpgrade(HttpServerRequest request) {
        String connection = request.getHeader(HttpHeaders.CONNECTION);
        return request.version() == HttpVersion.HTTP_1_1
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }
}

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
        long wait = Math.max(exchange.up().spend(0), exchange.down().spend(0));
        if (wait == 0) {
            send(exchange, destination, authorization);
        } else {
            // Bodies of one read would never be slowed down otherwise.
            Vertx.currentContext().owner().setTimer(TimeUnit.NANOSECONDS.toMillis(wait) + 1, over -> {
                if (!exchange.isClientGone()) {
                    send(exchange, destination, authorization);
                }
            });
        }
    }

    private void send(Exchange exchange, Destination destination, String authorization) {
        upstreams
                .request(destination, exchange.request())
                .onSuccess(out -> new Relay(exchange, out, answers, unread).start(authorization))
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

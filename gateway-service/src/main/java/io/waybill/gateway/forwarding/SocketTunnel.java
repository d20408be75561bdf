package io.waybill.gateway.forwarding;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.NetSocket;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.exchange.InFlight;
import org.jboss.logging.Logger;

/**
 * A WebSocket between a client and a service (RFC 6455): after the upgrade, bytes pass both ways untouched and with
 * back-pressure; when one side ends, so does the other.
 */
final class SocketTunnel {
    private static final Logger LOG = Logger.getLogger(SocketTunnel.class);

    private final Exchange exchange;
    private final HttpClientRequest out;
    private final Answers answers;
    private final InFlight inFlight;

    SocketTunnel(Exchange exchange, HttpClientRequest out, Answers answers, InFlight inFlight) {
        this.exchange = exchange;
        this.out = out;
        this.answers = answers;
        this.inFlight = inFlight;
    }

    void open(String authorization) {
        RequestHead.write(exchange, authorization, out);
        out.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).putHeader(HttpHeaders.UPGRADE, "websocket");
        exchange.whenClientGone(out::reset);
        out.exceptionHandler(broken -> LOG.debugf(broken, "Request %s broke off.", exchange.id()));
        exchange.request().resume();
        out.connect()
                .onSuccess(this::answer)
                .onFailure(cause -> answers.problem(exchange, UpstreamFailures.problem(cause)));
    }

    private void answer(HttpClientResponse from) {
        if (from.statusCode() != 101) {
            refuse(from);
            return;
        }
        exchange.response().setStatusCode(101);
        MultiMap headers = exchange.response().headers();
        HeaderRules.copyResponse(from.headers(), headers);
        headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE).set(HttpHeaders.UPGRADE, "websocket");
        NetSocket service = from.netSocket();
        service.pause();
        exchange.request()
                .toNetSocket()
                .onSuccess(client -> join(client, service))
                .onFailure(cause -> {
                    service.close();
                    exchange.finish();
                });
    }

    private void join(NetSocket client, NetSocket service) {
        inFlight.keep(client);
        exchange.becomeSocket(client);
        Future.join(pass(client, service), pass(service, client)).onComplete(ended -> {
            inFlight.forget(client);
            exchange.finish();
        });
    }

    private static Future<Void> pass(NetSocket from, NetSocket to) {
        return from.pipeTo(to).onComplete(end -> to.close());
    }

    private void refuse(HttpClientResponse from) {
        exchange.response().setStatusCode(from.statusCode());
        HeaderRules.copyResponse(from.headers(), exchange.response().headers());
        if (!from.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            exchange.response().setChunked(true);
        }
        from.pipe().endOnFailure(false).to(exchange.response()).onFailure(broken -> exchange.breakOff());
    }
}

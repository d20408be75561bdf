package io.waybill.gateway.forwarding;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.waybill.gateway.exchange.Exchange;

/** Writes the header fields of a request to a service: what the client said, and what only the gateway says. */
final class RequestHead {
    private RequestHead() {}

    /** Fills {@code out} for {@code exchange}; {@code authorization} is the internal credential, or null for nobody. */
    static void write(Exchange exchange, String authorization, HttpClientRequest out) {
        HttpServerRequest in = exchange.request();
        MultiMap headers = out.headers();
        HeaderRules.copyRequest(in.headers(), headers);
        headers.set(Exchange.REQUEST_ID, exchange.id());
        headers.set("X-Forwarded-For", in.remoteAddress().hostAddress());
        headers.set("X-Forwarded-Proto", in.scheme());
        if (in.authority() != null) {
            headers.set("X-Forwarded-Host", in.authority().toString());
        }
        if (authorization != null) {
            headers.set(HttpHeaders.AUTHORIZATION, authorization);
        }
    }
}

package io.waybill.gateway.forwarding;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Passes on what a service says before its answer (RFC 9110 §15.2): 100 (Continue) and 103 (Early Hints), in order, and
 * never after the final answer began.
 */
final class InterimResponses {
    private InterimResponses() {}

    /** Relays from {@code out} to {@code client}; call it before the head of {@code out} is sent. */
    static void relay(HttpClientRequest out, HttpServerResponse client) {
        out.continueHandler(go -> {
            if (isStillDue(client)) {
                client.writeContinue();
            }
        });
        out.earlyHintsHandler(hints -> {
            if (isStillDue(client)) {
                MultiMap passed = MultiMap.caseInsensitiveMultiMap();
                HeaderRules.copyResponse(hints, passed);
                client.writeEarlyHints(passed);
            }
        });
    }

    private static boolean isStillDue(HttpServerResponse client) {
        return !client.closed() && !client.headWritten();
    }
}

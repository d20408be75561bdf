package io.waybill.gateway.forwarding;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/** What a client is told when a service did not answer. Nothing is ever tried again here: the body is already gone. */
final class UpstreamFailures {
    private UpstreamFailures() {}

    static WaybillException problem(Throwable cause) {
        return cause instanceof ConnectionPoolTooBusyException
                ? new WaybillException(ErrorCode.BUSY, "Too many requests are under way. Try again in a moment.", cause)
                : new WaybillException(
                        ErrorCode.UNAVAILABLE,
                        "The service behind this path is away. Try again in a moment; an upload goes on where it stood.",
                        cause);
    }
}

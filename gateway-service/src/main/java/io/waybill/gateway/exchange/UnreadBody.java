package io.waybill.gateway.exchange;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What becomes of the rest of a request that is answered before it was read. A small rest is read and dropped. Before a
 * large one the answer says {@code Connection: close}, and the connection is closed only after the client had
 * 5 s to read the answer: closing at once would throw away the answer together with the bytes nobody wants
 * (RFC 9112 §9.6). On HTTP/2 the stream is ended with {@code NO_ERROR} (RFC 9113 §8.1).
 */
@ApplicationScoped
public class UnreadBody {
    static final long SMALL_BYTES = 256 * 1024;
    private static final long LINGER_MILLIS = 5_000;
    private static final long HTTP2_NO_ERROR = 0;

    private final Vertx vertx;

    /** Waits with the timers of {@code vertx}. */
    public UnreadBody(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Before the head of the answer is written: says that the connection will close, where it will. */
    public void announce(HttpServerRequest request) {
        if (mustClose(request)) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** After the answer ended: gets rid of the rest of the request. */
    public void drop(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(HTTP2_NO_ERROR);
            return;
        }
        boolean close = mustClose(request);
        request.handler(unwanted -> {});
        if (close) {
            long timer =
                    vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
            request.endHandler(end -> {
                vertx.cancelTimer(timer);
                request.connection().close();
            });
            request.connection().closeHandler(closed -> vertx.cancelTimer(timer));
        }
        request.resume();
    }

    private static boolean mustClose(HttpServerRequest request) {
        return !request.isEnded()
                && request.version() != HttpVersion.HTTP_2
                && BodyLength.of(request)
                        .isWorthClosingFor(SMALL_BYTES, request.headers().contains(HttpHeaders.EXPECT));
    }
}

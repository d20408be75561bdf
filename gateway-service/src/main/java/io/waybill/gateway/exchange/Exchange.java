package io.waybill.gateway.exchange;

import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.routing.Route;
import io.waybill.kit.http.RequestTrailers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One request, paused until somebody wants its body, and its answer. Used on its own event loop only. */
public final class Exchange {
    /** The header that names a request. An inbound one is never believed. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** The request id of the last request on a connection of HTTP/1.1. */
    public static final AttributeKey<String> ON_CONNECTION = AttributeKey.valueOf(Exchange.class, REQUEST_ID);

    private static final long HTTP2_INTERNAL_ERROR = 2;
    private static final long HTTP2_CANCEL = 8;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final String id = UUID.randomUUID().toString();
    private final long startedNanos = System.nanoTime();
    private final Consumer<Exchange> whenDone;
    private final InFlight inFlight;
    private final AtomicLong passedUp = new AtomicLong();
    private final AtomicLong passedDown = new AtomicLong();
    private Runnable whenClientGone = () -> {};
    private Consumer<NetSocket> whenSocketOpen = socket -> {};
    private Pace up = Pace.FREE;
    private Pace down = Pace.FREE;
    private Route route;
    private String subject;
    private boolean done;
    private boolean clientGone;
    private boolean brokenOff;

    /** Takes over the request of {@code routing}: pauses it, names it, and tells {@code whenDone} when all is over. */
    public Exchange(RoutingContext routing, InFlight inFlight, Consumer<Exchange> whenDone) {
        this.routing = routing;
        this.request = routing.request();
        this.whenDone = whenDone;
        this.inFlight = inFlight;
        inFlight.enter();
        request.pause();
        RequestTrailers.of(routing);
        request.response().putHeader(REQUEST_ID, id);
        if (request.version() != HttpVersion.HTTP_2) {
            ((HttpServerConnection) request.connection())
                    .channel()
                    .attr(ON_CONNECTION)
                    .set(id);
        }
        request.response().endHandler(end -> finish());
        request.response().exceptionHandler(failure -> loseClient());
        request.response().closeHandler(closed -> loseClient());
    }

    /** The request as Quarkus' router sees it. */
    public RoutingContext routing() {
        return routing;
    }

    /** The request. */
    public HttpServerRequest request() {
        return request;
    }

    /**
     * The values of {@code name} in its query, decoded.
     *
     * @throws WaybillException {@code malformed_request} for a query that is no form
     */
    public List<String> query(String name) {
        try {
            return request.params().getAll(name);
        } catch (IllegalArgumentException broken) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "The query has an incomplete percent-encoding.", broken);
        }
    }

    /** What comes after its body. */
    public RequestTrailers trailers() {
        return RequestTrailers.of(routing);
    }

    /** Its answer. */
    public HttpServerResponse response() {
        return request.response();
    }

    /** Bytes of the body of the request that were taken, by whichever way they went. */
    public long bytesReceived() {
        return request.bytesRead() + passedUp.get();
    }

    /** Bytes of the body of the answer that were sent, by whichever way they went. */
    public long bytesSent() {
        return response().bytesWritten() + passedDown.get();
    }

    /** Those of {@link #bytesReceived} that Vert.x did not see; counted up on any one thread. */
    public AtomicLong passedUp() {
        return passedUp;
    }

    /** Those of {@link #bytesSent} that Vert.x did not see; counted up on any one thread. */
    public AtomicLong passedDown() {
        return passedDown;
    }

    /** Has the bodies of the request and of its answer go no faster than that. */
    public void pace(Pace ofRequest, Pace ofAnswer) {
        up = ofRequest;
        down = ofAnswer;
    }

    /** How fast the body of the request may come. */
    public Pace up() {
        return up;
    }

    /** How fast the body of the answer may go. */
    public Pace down() {
        return down;
    }

    /** The request id that the client, the services and the log see. */
    public String id() {
        return id;
    }

    /** Nanoseconds since the request came in. */
    public long nanos() {
        return System.nanoTime() - startedNanos;
    }

    /** The route it took, once that is decided. */
    public Optional<Route> route() {
        return Optional.ofNullable(route);
    }

    /** Notes the route. */
    public void take(Route taken) {
        route = taken;
    }

    /** Who sent it, once that is known. */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /** Notes who sent it. */
    public void sentBy(String oidcSubject) {
        subject = oidcSubject;
    }

    /** Whether the client left before its answer was complete. */
    public boolean isClientGone() {
        return clientGone;
    }

    /** Whether the answer was broken off before it was complete, by us or by the service. */
    public boolean isBrokenOff() {
        return brokenOff;
    }

    /** Runs {@code action} if the client leaves before its answer is complete; at once when it already has. */
    public void whenClientGone(Runnable action) {
        if (clientGone) {
            action.run();
        } else {
            whenClientGone = action;
        }
    }

    /** Runs {@code action} with the client's side of the WebSocket that this exchange becomes, if it does. */
    public void whenSocketOpen(Consumer<NetSocket> action) {
        whenSocketOpen = action;
    }

    /** Notes that this exchange is a WebSocket now. */
    public void becomeSocket(NetSocket client) {
        whenSocketOpen.accept(client);
    }

    /** Breaks the answer off so that the client cannot take it for complete. */
    public void breakOff() {
        brokenOff = true;
        response().reset(HTTP2_INTERNAL_ERROR);
        finish();
    }

    /**
     * Ends it whatever it is at, as if the client had left: nothing more is taken or sent. Vert.x would close the connection only
     * after what waits to be written is, which a client that does not read puts off for ever; and it calls the end of a stream that
     * we reset an end like any other.
     */
    public void cutOff() {
        loseClient();
        if (request.version() == HttpVersion.HTTP_2) {
            response().reset(HTTP2_CANCEL);
        } else {
            var unused = ((ConnectionBase) request.connection())
                    .channelHandlerContext()
                    .close();
        }
    }

    private void loseClient() {
        if (!done) {
            clientGone = true;
            whenClientGone.run();
            finish();
        }
    }

    /** Notes that all is over, where the answer itself cannot tell: after a WebSocket. May be called twice. */
    public void finish() {
        if (!done) {
            done = true;
            inFlight.leave();
            whenDone.accept(this);
        }
    }
}

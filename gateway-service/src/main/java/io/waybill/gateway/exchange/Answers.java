package io.waybill.gateway.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.Problem;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** The answers that the gateway gives itself: JSON, and problems (RFC 9457). */
@ApplicationScoped
public class Answers {
    private static final Logger LOG = Logger.getLogger(Answers.class);

    /** The member of a problem that says in how many seconds to come again, where that is known better than its code does. */
    public static final String RETRY_AFTER = "retryAfter";

    /** Whoever speaks tus is answered in tus (1.0.0, Tus-Resumable), also where the upload was not asked. */
    private static final String TUS_RESUMABLE = "Tus-Resumable";

    private static final String TUS_VERSION = "1.0.0";

    private final ObjectMapper json;
    private final UnreadBody unread;

    /** Writes with {@code json}. */
    public Answers(ObjectMapper json, UnreadBody unread) {
        this.json = json;
        this.unread = unread;
    }

    /** Answers 200 with {@code body} as JSON. */
    public void json(Exchange exchange, Object body, String cacheControl) {
        exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
        end(exchange, 200, "application/json", body);
    }

    /** Answers 201 with {@code body} as JSON, which nobody keeps. */
    public void created(Exchange exchange, Object body) {
        exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        end(exchange, 201, "application/json", body);
    }

    /** Answers 303: the browser goes on to {@code location}, an absolute address of our own making. */
    public void redirect(Exchange exchange, String location) {
        exchange.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.LOCATION, location)
                .putHeader(HttpHeaders.CONTENT_LENGTH, "0")
                .setStatusCode(303);
        unread.announce(exchange.request());
        exchange.response().end();
        unread.drop(exchange.request());
    }

    /** Answers 204: the header fields say everything. */
    public void nothing(Exchange exchange) {
        unread.announce(exchange.request());
        exchange.response().setStatusCode(204).end();
        unread.drop(exchange.request());
    }

    /**
     * Answers with the problem that {@code failure} is; an unexpected one is logged and becomes {@code internal}. When the
     * answer has already begun it is broken off instead. Does nothing for a client that has left.
     */
    public void problem(Exchange exchange, Throwable failure) {
        WaybillException known = known(exchange, failure);
        HttpServerResponse response = exchange.response();
        if (exchange.isClientGone() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            exchange.breakOff();
            return;
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (exchange.request().headers().contains(TUS_RESUMABLE)) {
            response.putHeader(TUS_RESUMABLE, TUS_VERSION);
        }
        if (known.fields().get(RETRY_AFTER) instanceof Number seconds) {
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds.toString());
        } else if (known.code().isTransient()) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER, Integer.toString(known.code().retryAfterSeconds()));
        }
        if (known.code() == ErrorCode.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (known.fields().get("allow") instanceof String allow) {
            response.putHeader(HttpHeaders.ALLOW, allow);
        }
        end(exchange, known.code().status(), Problem.MEDIA_TYPE, Problem.of(known, exchange.id()));
    }

    private void end(Exchange exchange, int status, String mediaType, Object body) {
        Buffer bytes = bytes(body);
        HttpServerResponse response = exchange.response();
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
                .putHeader("X-Content-Type-Options", "nosniff");
        unread.announce(exchange.request());
        if (HttpMethod.HEAD.equals(exchange.request().method())) {
            response.end();
        } else {
            response.end(bytes);
        }
        unread.drop(exchange.request());
    }

    private Buffer bytes(Object body) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("An answer of ours cannot be written as JSON.", impossible);
        }
    }

    private static WaybillException known(Exchange exchange, Throwable failure) {
        if (failure instanceof WaybillException known) {
            return known;
        }
        LOG.errorf(failure, "Request %s failed.", exchange.id());
        return new WaybillException(
                ErrorCode.INTERNAL,
                "Something went wrong on our side. Quote the request id when you ask for help.",
                failure);
    }
}

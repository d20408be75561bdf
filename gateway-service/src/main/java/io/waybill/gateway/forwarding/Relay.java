package io.waybill.gateway.forwarding;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.Pipe;
import io.waybill.gateway.exchange.Answers;
import io.waybill.gateway.exchange.BodyLength;
import io.waybill.gateway.exchange.Exchange;
import io.waybill.gateway.exchange.UnreadBody;
import io.waybill.kit.http.RequestTrailers;
import org.jboss.logging.Logger;

/**
 * One request on its way to a service and its answer on the way back, both streamed with back-pressure.
 *
 * <ul>
 *   <li>The client breaks off → the request to the service is reset: it sees an error, never an end.
 *   <li>The service breaks off before its answer → {@code unavailable}; within its answer → the client's stream is reset.
 *   <li>The service answers before it has read everything → the answer passes at once; {@link UnreadBody} takes the rest.
 * </ul>
 */
final class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final long HTTP2_CANCEL = 8;

    /** Longer bodies are announced to the service before their first byte came, so that it can refuse in time. */
    private static final long SEND_HEAD_FIRST_BYTES = 64 * 1024;

    private final Exchange exchange;
    private final HttpServerRequest in;
    private final HttpServerResponse client;
    private final HttpClientRequest out;
    private final Answers answers;
    private final UnreadBody unread;
    private Pipe<Buffer> upload;
    private boolean uploaded;

    Relay(Exchange exchange, HttpClientRequest out, Answers answers, UnreadBody unread) {
        this.exchange = exchange;
        this.in = exchange.request();
        this.client = exchange.response();
        this.out = out;
        this.answers = answers;
        this.unread = unread;
    }

    void start(String authorization) {
        RequestHead.write(exchange, authorization, out);
        InterimResponses.relay(out, in);
        out.response().onSuccess(this::answer).onFailure(this::answerFailure);
        out.exceptionHandler(broken -> LOG.debugf(broken, "Request %s broke off.", exchange.id()));
        exchange.whenClientGone(() -> out.reset(HTTP2_CANCEL));
        if (in.version() == HttpVersion.HTTP_2) {
            Vertx.currentContext().runOnContext(headHasCome -> begin());
        } else {
            begin();
        }
    }

    private void begin() {
        if (!exchange.isClientGone()) {
            sendBody(BodyLength.of(in));
        }
    }

    private void sendBody(BodyLength length) {
        if (!length.isAny()) {
            sendNoBody();
            return;
        }
        RequestTrailers trailers = exchange.trailers();
        if (!trailers.announced().isEmpty()) {
            out.setChunked(true);
            TrailerFields.relay(trailers, out);
        } else if (length.isUnknown()) {
            out.setChunked(true);
        } else {
            out.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length.bytes()));
        }
        boolean waits = in.version() != HttpVersion.HTTP_1_0
                && in.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
        if (waits) {
            out.putHeader(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
        }
        if (waits || out.isChunked() || length.bytes() > SEND_HEAD_FIRST_BYTES) {
            out.sendHead();
        }
        upload = in.pipe().endOnFailure(false);
        upload.to(out).onSuccess(end -> uploaded = true).onFailure(broken -> out.reset(HTTP2_CANCEL));
    }

    private void sendNoBody() {
        uploaded = true;
        String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            out.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        }
        in.resume();
        out.end();
    }

    private void answer(HttpClientResponse from) {
        client.setStatusCode(from.statusCode());
        HeaderRules.copyResponse(from.headers(), client.headers());
        if (!uploaded && from.statusCode() >= 300) {
            unread.announce(in);
        }
        if (hasNoBody(from)) {
            from.resume();
            client.end();
            settle();
            return;
        }
        if (!from.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            client.setChunked(true);
        }
        from.pipe().endOnFailure(false).to(client).onSuccess(end -> settle()).onFailure(broken -> breakOff());
    }

    private boolean hasNoBody(HttpClientResponse from) {
        return HttpMethod.HEAD.equals(in.method()) || from.statusCode() == 204 || from.statusCode() == 304;
    }

    private void answerFailure(Throwable cause) {
        stopUpload();
        answers.problem(exchange, UpstreamFailures.problem(cause));
    }

    private void breakOff() {
        out.reset(HTTP2_CANCEL);
        stopUpload();
        exchange.breakOff();
    }

    private void settle() {
        if (!uploaded) {
            stopUpload();
            unread.drop(in);
        }
    }

    /** Takes the rest of the request from the service; it stays unread. */
    private void stopUpload() {
        if (!uploaded && upload != null) {
            uploaded = true;
            upload.close();
            in.pause();
        }
    }
}

package io.waybill.gateway.forwarding;

import io.vertx.core.Handler;
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
import io.waybill.gateway.passage.BodyEnd;
import io.waybill.gateway.passage.Passage;
import io.waybill.kit.http.RequestTrailers;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One request on its way to a service and its answer on the way back, both streamed with back-pressure. Where both sides
 * speak HTTP/1.1 all but the first bytes of a body take a {@link Passage}; Vert.x' pipes carry the rest, and the ends.
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
    private final BodyEnd answerEnd = BodyEnd.ofAnswer();
    private final WireEnds wireEnds;
    private Pipe<Buffer> upload;
    private Runnable closePassage = () -> {};
    private boolean uploaded;
    private long expectedBytes = BodyLength.UNKNOWN;

    Relay(Exchange exchange, HttpClientRequest out, Answers answers, UnreadBody unread) {
        this.exchange = exchange;
        this.in = exchange.request();
        this.client = exchange.response();
        this.out = out;
        this.wireEnds = new WireEnds(ServiceChannel.vertx(out.connection()).channel());
        this.answers = answers;
        this.unread = unread;
    }

    void start(String authorization) {
        start(authorization, this::answer);
    }

    void start(String authorization, AnswerTaker taker) {
        start(authorization, (HttpClientResponse from) -> from.body()
                .onSuccess(body -> {
                    stopUpload();
                    taker.take(from.statusCode(), body);
                })
                .onFailure(broken -> answerFailure(broken)));
    }

    private void start(String authorization, Handler<HttpClientResponse> answer) {
        RequestHead.write(exchange, authorization, out);
        InterimResponses.relay(out, in);
        ServiceChannel.addLast(out, wireEnds);
        ServiceChannel.addLast(out, answerEnd);
        out.response().onSuccess(answer).onFailure(this::answerFailure);
        out.exceptionHandler(broken -> LOG.debugf(broken, "Request %s broke off.", exchange.id()));
        exchange.whenClientGone(this::cancel);
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
        expectedBytes = length.bytes();
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
        boolean headFirst = waits || out.isChunked() || length.bytes() > SEND_HEAD_FIRST_BYTES;
        if (headFirst) {
            out.sendHead();
        }
        upload = in.pipe().endOnFailure(false);
        upload.to(PacedStream.of(out, exchange.up()))
                .onSuccess(end -> uploaded = true)
                .onFailure(broken -> cancel());
        clientEnd().filter(end -> end.isReading(in.headers())).ifPresent(end -> openUp(end, headFirst));
    }

    private void openUp(BodyEnd end, boolean headSent) {
        Passage up = new Passage(
                ServiceChannel.vertx(out.connection()),
                answerEnd,
                given -> (headSent || given > 0) && given == in.bytesRead(),
                passed -> {
                    exchange.passedUp().addAndGet(passed);
                    return exchange.up().spend(passed);
                });
        end.open(up);
        closePassage = () -> end.close(up);
    }

    private void openDown(BodyEnd end) {
        answerEnd.open(new Passage(
                ServiceChannel.vertx(in.connection()),
                end,
                given -> given > 0 && given == client.bytesWritten(),
                passed -> {
                    exchange.passedDown().addAndGet(passed);
                    return exchange.down().spend(passed);
                }));
    }

    private Optional<BodyEnd> clientEnd() {
        return in.version() == HttpVersion.HTTP_2
                ? Optional.empty()
                : BodyEnd.on(ServiceChannel.vertx(in.connection()).channel());
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
        if (!hasBodyCome() && from.statusCode() >= 300) {
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
        from.pipe()
                .endOnFailure(false)
                .to(PacedStream.of(client, exchange.down()))
                .onSuccess(end -> settle())
                .onFailure(broken -> breakOff());
        clientEnd().ifPresent(this::openDown);
    }

    private boolean hasNoBody(HttpClientResponse from) {
        return HttpMethod.HEAD.equals(in.method()) || from.statusCode() == 204 || from.statusCode() == 304;
    }

    private void answerFailure(Throwable cause) {
        stopUpload();
        answers.problem(exchange, UpstreamFailures.problem(cause));
    }

    private void breakOff() {
        cancel();
        stopUpload();
        exchange.breakOff();
    }

    /** Nothing more is written for this request; its connection is closed, unless it may be that of another one. */
    private void cancel() {
        closePassage.run();
        wireEnds.unlessOver(() -> out.reset(HTTP2_CANCEL));
    }

    private void settle() {
        if (!uploaded) {
            boolean came = hasBodyCome();
            stopUpload();
            if (came) {
                in.resume();
            } else {
                unread.drop(in);
            }
        }
    }

    /** The service may have answered to the last byte before it is known here that the request to it has ended. */
    private boolean hasBodyCome() {
        return uploaded || exchange.bytesReceived() == expectedBytes;
    }

    /** Takes the rest of the request from the service; it stays unread. */
    private void stopUpload() {
        if (!uploaded && upload != null) {
            uploaded = true;
            closePassage.run();
            upload.close();
            in.pause();
        }
    }
}

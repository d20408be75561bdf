package io.waybill.gateway.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.Problem;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.exchange.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What a client is told whose request never became one, or stopped becoming one: counted, logged, a problem (RFC 9457). */
@ApplicationScoped
public class WireRefusals {
    private static final Logger LOG = Logger.getLogger("io.waybill.gateway.access");

    private final ObjectMapper json;
    private final MeterRegistry meters;

    /** Writes with {@code json} and counts in {@code meters}: {@code waybill_gateway_refusals_total}, by code. */
    public WireRefusals(ObjectMapper json, MeterRegistry meters) {
        this.json = json;
        this.meters = meters;
    }

    /** Why the decoder could not read a head, or the framing of a body. */
    WaybillException unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new WaybillException(
                    ErrorCode.URI_TOO_LONG, "The address of the request is too long; send a shorter one.", cause);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new WaybillException(
                    ErrorCode.HEADERS_TOO_LARGE,
                    "The header fields, or the trailers, are too long; send fewer or shorter ones.",
                    cause);
        }
        return new WaybillException(
                ErrorCode.MALFORMED_REQUEST,
                "This is no HTTP request as RFC 9112 has it: its first line, a field or a chunk is malformed.",
                cause);
    }

    /** A head that takes too long. */
    WaybillException slowHead() {
        return new WaybillException(
                ErrorCode.REQUEST_TIMEOUT, "The head of the request did not come in time. Send it again.");
    }

    /** A body that stopped coming. */
    WaybillException silentBody() {
        return new WaybillException(
                ErrorCode.REQUEST_TIMEOUT,
                "The body stopped coming. What an upload acknowledged is kept: ask for its offset and go on there.");
    }

    /** The id of the request that is under way on {@code connection}, as the services and the log know it. */
    String idOf(Channel connection) {
        String known = connection.attr(Exchange.ON_CONNECTION).get();
        return known == null ? freshId() : known;
    }

    /** An id for what never became a request. */
    String freshId() {
        return UUID.randomUUID().toString();
    }

    /** The answer to {@code id} that says {@code failure} and that nothing follows it. */
    FullHttpResponse answer(String id, WaybillException failure) {
        ErrorCode code = failure.code();
        meters.counter("waybill.gateway.refusals", "code", code.code()).increment();
        LOG.infof("request=%s refused=%s", id, code.code());
        byte[] body = bytes(Problem.of(failure, id));
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code.status()), Unpooled.wrappedBuffer(body));
        HttpHeaders fields = answer.headers();
        fields.set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        fields.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        fields.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        fields.set("X-Content-Type-Options", "nosniff");
        fields.set(Exchange.REQUEST_ID, id);
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }

    private byte[] bytes(Problem problem) {
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A problem cannot be written as JSON.", impossible);
        }
    }
}

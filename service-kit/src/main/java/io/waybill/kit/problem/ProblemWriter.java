package io.waybill.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.Problem;
import io.waybill.contracts.error.WaybillException;
import jakarta.inject.Singleton;

/** Answers a raw Vert.x request with the problem that a failure is (RFC 9457). */
@Singleton
public class ProblemWriter {
    static final String CHALLENGE = "Bearer";

    private final ObjectMapper json;

    /** Writes with {@code json}. */
    public ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Ends {@code request} with the problem for {@code failure}: status, {@code Retry-After} when it will pass,
     * {@code WWW-Authenticate} on 401, no body on HEAD. When the head of an answer is already out, the connection is
     * closed instead, so that nobody takes half an answer for a whole one. Never throws; a second call does nothing.
     */
    public void write(RoutingContext request, Throwable failure) {
        WaybillException shown = Failures.toShow(failure);
        String requestId = RequestId.of(request);
        ProblemLog.record(shown, requestId);
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            breakOff(request.request());
            return;
        }
        ErrorCode code = shown.code();
        response.setStatusCode(code.status());
        response.putHeader(RequestId.HEADER, requestId);
        response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.headers().remove(HttpHeaders.CONTENT_LENGTH);
        if (code.isTransient()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(code.retryAfterSeconds()));
        }
        if (code == ErrorCode.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", CHALLENGE);
        }
        if (HttpMethod.HEAD.equals(request.request().method())) {
            response.end();
        } else {
            response.end(body(Problem.of(shown, requestId)));
        }
    }

    /** On HTTP/1.1 {@code reset()} ends the connection too, but tells nobody that the answer is over: a shutdown would wait for it. */
    private static void breakOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("A problem cannot be written as JSON.", broken);
        }
    }
}

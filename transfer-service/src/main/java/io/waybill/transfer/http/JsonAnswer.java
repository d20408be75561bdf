package io.waybill.transfer.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends a raw request with a record as JSON. */
@ApplicationScoped
public class JsonAnswer {
    private final ObjectMapper json;

    JsonAnswer(ObjectMapper json) {
        this.json = json;
    }

    /** Answers {@code status} with {@code body}. */
    public Future<Void> send(RoutingContext request, int status, Object body) {
        try {
            return request.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(Buffer.buffer(json.writeValueAsBytes(body)));
        } catch (JsonProcessingException impossible) {
            return Future.failedFuture(impossible);
        }
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.coding.CodedBodies;
import io.waybill.transfer.coding.ContentCoding;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import io.waybill.transfer.http.PathText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code PUT /api/content/{path}}: a whole file in one request. */
@ApplicationScoped
public class OneShotResource {
    private static final String CONTENT = "/api/content/";

    private final CallerRoutes callers;
    private final JsonAnswer json;
    private final ReceiveFile receive;
    private final CodedBodies bodies;

    OneShotResource(CallerRoutes callers, JsonAnswer json, ReceiveFile receive, CodedBodies bodies) {
        this.callers = callers;
        this.json = json;
        this.receive = receive;
        this.bodies = bodies;
    }

    void routes(@Observes Router router) {
        router.put("/api/content/*").handler(callers.with("write", this::put));
    }

    private Future<Void> put(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        if (request.getHeader("Content-Range") != null) {
            throw Fields.malformed("A part of a file is not put: open an upload at /api/uploads.");
        }
        FilePath path = Fields.path(request, CONTENT);
        ContentCoding coding = ContentCoding.of(request.headers());
        boolean plain = coding == ContentCoding.IDENTITY;
        Sha256 sent = Fields.digest(request.headers());
        Long length = plain ? Fields.contentLength(request) : null;
        Sha256 expected = plain ? sent : Fields.digest(request.headers(), "Unencoded-Digest");
        UploadTerms terms = UploadRequests.oneShotTerms(request, caller, path, length, expected);
        ReadStream<Buffer> body = bodies.decoded(request, coding, sent);
        return receive.receive(terms, length, body, () -> UploadRequests.welcome(request))
                .compose(version -> {
                    context.response()
                            .putHeader(HttpHeaders.ETAG, version.etag())
                            .putHeader("Repr-Digest", version.sha256().digestField())
                            .putHeader(HttpHeaders.LOCATION, CONTENT + PathText.encode(version.path()));
                    if (!request.isEnded()) {
                        request.resume();
                    }
                    return json.send(context, 201, version);
                });
    }
}

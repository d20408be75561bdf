package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
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

    OneShotResource(CallerRoutes callers, JsonAnswer json, ReceiveFile receive) {
        this.callers = callers;
        this.json = json;
        this.receive = receive;
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
        Long length = Fields.contentLength(request);
        UploadTerms terms = UploadRequests.oneShotTerms(request, caller, path, length);
        return receive.receive(terms, length, request, () -> UploadRequests.welcome(request))
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

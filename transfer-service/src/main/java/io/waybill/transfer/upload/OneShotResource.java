package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.coding.CodedBodies;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code PUT /api/content/{path}}: a whole file in one request. */
@ApplicationScoped
public class OneShotResource {
    private static final String CONTENT = "/api/content/";

    private final CallerRoutes callers;
    private final VersionAnswer versions;
    private final ReceiveFile receive;
    private final CodedBodies bodies;

    OneShotResource(CallerRoutes callers, VersionAnswer versions, ReceiveFile receive, CodedBodies bodies) {
        this.callers = callers;
        this.versions = versions;
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
        SentBody body = SentBody.of(request, bodies);
        UploadTerms terms = UploadRequests.oneShotTerms(request, caller, path, body.length(), body.promised());
        return receive.receive(terms, body.length(), body.bytes(), () -> UploadRequests.welcome(request))
                .compose(version -> versions.send(context, version));
    }
}

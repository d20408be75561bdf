package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
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

/** {@code PUT} or {@code POST /api/content/{path}}: a whole file in one request, resumable where its client asks for that. */
@ApplicationScoped
public class OneShotResource {
    private final CallerRoutes callers;
    private final VersionAnswer versions;
    private final ReceiveFile receive;
    private final CodedBodies bodies;
    private final DraftCreation resumable;
    private final DraftResource draft;

    OneShotResource(
            CallerRoutes callers,
            VersionAnswer versions,
            ReceiveFile receive,
            CodedBodies bodies,
            DraftCreation resumable,
            DraftResource draft) {
        this.callers = callers;
        this.versions = versions;
        this.receive = receive;
        this.bodies = bodies;
        this.resumable = resumable;
        this.draft = draft;
    }

    void routes(@Observes Router router) {
        router.put("/api/content/*").handler(callers.within("write", this::put));
        router.post("/api/content/*").handler(callers.within("write", this::put));
        router.options("/api/content/*").handler(this::options);
    }

    private void options(RoutingContext context) {
        draft.options(context.response());
        context.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ALLOW, "GET, HEAD, PUT, POST, OPTIONS")
                .end();
    }

    private Future<Void> put(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        if (request.getHeader("Content-Range") != null) {
            throw Fields.malformed("A part of a file is not put: open an upload at /api/uploads.");
        }
        FilePath path = Fields.path(request, VersionAnswer.CONTENT);
        if (DraftRequest.asksForUpload(request)) {
            return resumable.at(context, caller, path);
        }
        SentBody body = SentBody.of(request, bodies);
        UploadTerms terms = UploadRequests.oneShotTerms(request, caller, path, body.length(), body.promised());
        return receive.receive(terms, body.length(), body.bytes(), () -> UploadRequests.welcome(request))
                .compose(version -> versions.send(context, version));
    }
}

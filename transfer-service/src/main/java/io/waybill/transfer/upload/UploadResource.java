package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What can be asked of an upload whichever way its bytes come: its status as JSON, and its end. */
@ApplicationScoped
public class UploadResource {
    private final CallerRoutes callers;
    private final JsonAnswer json;
    private final FindUpload find;
    private final EndUpload end;

    UploadResource(CallerRoutes callers, JsonAnswer json, FindUpload find, EndUpload end) {
        this.callers = callers;
        this.json = json;
        this.find = find;
        this.end = end;
    }

    void list(RoutingContext request) {
        callers.with("read", this::list).handle(request);
    }

    void status(RoutingContext request) {
        callers.with("read", this::status).handle(request);
    }

    void cancel(RoutingContext request) {
        callers.with("write", this::cancel).handle(request);
    }

    private Future<Void> list(RoutingContext request, Caller caller) {
        return find.active(caller.subject())
                .compose(uploads -> json.send(
                        request, 200, uploads.stream().map(UploadStatuses::of).toList()));
    }

    private Future<Void> status(RoutingContext request, Caller caller) {
        UUID id = Fields.id(request.pathParam("id"));
        return (caller.isAdmin() ? find.lookAsAdmin(id) : find.look(caller.subject(), id))
                .compose(upload -> json.send(request, 200, UploadStatuses.of(upload)));
    }

    private Future<Void> cancel(RoutingContext request, Caller caller) {
        return end.cancel(caller.subject(), Fields.id(request.pathParam("id")))
                .compose(gone -> request.response().setStatusCode(204).end());
    }
}

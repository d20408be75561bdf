package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.http.JsonAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;

/**
 * {@code GET /internal/uploads[?owner=X][&id=U]}: uploads at work, newest first and at most 1 000, for the snapshots that
 * notification-service sends. Without an owner it answers for everyone.
 */
@ApplicationScoped
public class InternalUploadsResource {
    private final CallerRoutes callers;
    private final JsonAnswer json;
    private final FindUpload find;
    private final TellUploads tell;

    InternalUploadsResource(CallerRoutes callers, JsonAnswer json, FindUpload find, TellUploads tell) {
        this.callers = callers;
        this.json = json;
        this.find = find;
        this.tell = tell;
    }

    void routes(@Observes Router router) {
        router.get("/internal/uploads").handler(callers.with("read", this::list));
    }

    private Future<Void> list(RoutingContext request, Caller caller) {
        if (!caller.isService()) {
            throw new WaybillException(ErrorCode.NOT_FOUND, "There is nothing at this address.");
        }
        String owner = request.request().getParam("owner");
        String id = request.request().getParam("id");
        return (id == null ? active(owner) : one(owner, Fields.id(id)))
                .compose(uploads -> tell.many(uploads.stream()
                        .filter(upload -> !upload.terms().isPartial())
                        .toList()))
                .compose(statuses -> json.send(request, 200, statuses));
    }

    private Future<List<Upload>> active(String owner) {
        return owner == null ? find.activeOfEveryone() : find.active(owner);
    }

    private Future<List<Upload>> one(String owner, UUID id) {
        return (owner == null ? find.lookAsAdmin(id) : find.look(owner, id))
                .map(List::of)
                .recover(failure -> failure instanceof WaybillException known && known.code() == ErrorCode.NOT_FOUND
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(failure));
    }
}

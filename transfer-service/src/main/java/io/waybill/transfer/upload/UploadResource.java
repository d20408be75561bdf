package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
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
    private final UploadCallers items;
    private final JsonAnswer json;
    private final FindUpload find;
    private final EndUpload end;
    private final TellUploads tell;
    private final DraftAnswers state;

    UploadResource(
            CallerRoutes callers,
            UploadCallers items,
            JsonAnswer json,
            FindUpload find,
            EndUpload end,
            TellUploads tell,
            DraftAnswers state) {
        this.callers = callers;
        this.items = items;
        this.json = json;
        this.find = find;
        this.end = end;
        this.tell = tell;
        this.state = state;
    }

    void list(RoutingContext request) {
        callers.within("read", this::list).handle(request);
    }

    void status(RoutingContext request) {
        items.with("read", this::status).handle(request);
    }

    void cancel(RoutingContext request) {
        items.with("write", this::cancel).handle(request);
    }

    private Future<Void> list(RoutingContext request, Caller caller) {
        return find.active(caller.subject())
                .map(found -> found.stream()
                        .filter(upload -> caller.reaches(upload.terms().path().value()))
                        .toList())
                .compose(tell::many)
                .compose(statuses -> json.send(request, 200, statuses));
    }

    private Future<Void> status(RoutingContext request, Caller caller) {
        UUID id = Fields.id(request.pathParam("id"));
        return (caller.isAdmin() ? find.lookAsAdmin(id) : find.look(caller.subject(), id)).compose(upload -> {
            if (isAtRest(upload)) {
                state.standing(request.response(), DraftVersion.FINAL, upload);
            }
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            return tell.one(upload).compose(status -> json.send(request, 200, status));
        });
    }

    /** Whether its offset is one to go on at: a look never disturbs who is at work on it. */
    private static boolean isAtRest(Upload upload) {
        return upload instanceof Upload.Completed
                || (upload instanceof Upload.Open
                        && !upload.terms().parallel()
                        && upload.bytes().leaseUntil() == null);
    }

    private Future<Void> cancel(RoutingContext request, Caller caller) {
        return end.cancel(caller.subject(), Fields.id(request.pathParam("id")))
                .compose(gone -> request.response().setStatusCode(204).end());
    }
}

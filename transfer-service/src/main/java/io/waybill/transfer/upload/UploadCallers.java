package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Lets callers at the upload that a request names in its address. With a credential for one folder only, an upload to anywhere
 * else is not there: it costs such a request one look, and others none. Where an upload goes never changes.
 */
@ApplicationScoped
public class UploadCallers {
    private final CallerRoutes callers;
    private final FindUpload find;

    UploadCallers(CallerRoutes callers, FindUpload find) {
        this.callers = callers;
        this.find = find;
    }

    /** An action upon the upload {@code :id} that needs {@code scope}. */
    Handler<RoutingContext> with(String scope, BiFunction<RoutingContext, Caller, Future<Void>> action) {
        return callers.within(
                scope,
                (request, caller) -> caller.pathPrefix() == null
                        ? action.apply(request, caller)
                        : found(request, caller).compose(there -> action.apply(request, caller)));
    }

    private Future<Upload> found(RoutingContext request, Caller caller) {
        UUID id = Fields.id(request.pathParam("id"));
        return find.look(caller.subject(), id).map(upload -> {
            if (!caller.reaches(upload.terms().path().value())) {
                throw FindUpload.notFound(id);
            }
            return upload;
        });
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.CallerRoutes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/**
 * {@code /api/uploads}, shared by several ways to send a file: who answers is decided here, and only here.
 *
 * <p>A request that names {@code Tus-Resumable} speaks tus; what every way has in common ({@code GET}, a plain
 * {@code DELETE}) needs no protocol at all.
 */
@ApplicationScoped
public class UploadRoutes {
    static final String UPLOADS = "/api/uploads";

    private final CallerRoutes callers;
    private final TusResource tus;
    private final UploadResource uploads;

    UploadRoutes(CallerRoutes callers, TusResource tus, UploadResource uploads) {
        this.callers = callers;
        this.tus = tus;
        this.uploads = uploads;
    }

    void routes(@Observes Router router) {
        router.route(UPLOADS).handler(this::collection);
        router.route(UPLOADS + "/:id").handler(this::item);
    }

    private void collection(RoutingContext request) {
        switch (method(request)) {
            case "OPTIONS" -> tus.options(request);
            case "POST" -> tus.create(request);
            case "GET" -> uploads.list(request);
            default -> notAllowed(request, "OPTIONS, GET, POST");
        }
    }

    private void item(RoutingContext request) {
        switch (method(request)) {
            case "OPTIONS" -> tus.options(request);
            case "HEAD" -> tus.head(request);
            case "PATCH" -> tus.patch(request);
            case "DELETE" -> delete(request);
            case "GET" -> uploads.status(request);
            default -> notAllowed(request, "OPTIONS, HEAD, GET, PATCH, DELETE");
        }
    }

    private void delete(RoutingContext request) {
        if (isTus(request)) {
            tus.delete(request);
        } else {
            uploads.cancel(request);
        }
    }

    private void notAllowed(RoutingContext request, String allow) {
        request.response().putHeader(HttpHeaders.ALLOW, allow);
        callers.refuse(
                request, new WaybillException(ErrorCode.METHOD_NOT_ALLOWED, "The methods here are " + allow + "."));
    }

    private static boolean isTus(RoutingContext request) {
        return request.request().getHeader(TusFields.RESUMABLE) != null;
    }

    /** What the request means: clients that cannot send every method name it in a field. */
    private static String method(RoutingContext request) {
        String override = request.request().getHeader("X-HTTP-Method-Override");
        String method = override == null ? request.request().method().name() : override.strip();
        return method.toUpperCase(Locale.ROOT);
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.JsonBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/**
 * {@code /api/uploads}, shared by several ways to send a file: who answers is decided here, and only here.
 *
 * <p>A request that names {@code Tus-Resumable} speaks tus, one that tells of {@code Upload-Complete} or names no protocol
 * the IETF's draft, whichever the upload was begun with; a creation in JSON opens an upload of numbered parts. What every way
 * has in common ({@code GET}, a plain {@code DELETE}) needs no protocol at all.
 */
@ApplicationScoped
public class UploadRoutes {
    static final String UPLOADS = "/api/uploads";

    private final CallerRoutes callers;
    private final TusResource tus;
    private final DraftResource draft;
    private final PartsResource parts;
    private final UploadResource uploads;

    UploadRoutes(
            CallerRoutes callers, TusResource tus, DraftResource draft, PartsResource parts, UploadResource uploads) {
        this.callers = callers;
        this.tus = tus;
        this.draft = draft;
        this.parts = parts;
        this.uploads = uploads;
    }

    void routes(@Observes Router router) {
        router.route(UPLOADS).handler(this::collection);
        router.route(UPLOADS + "/:id").handler(this::item);
        router.route(UPLOADS + "/:id/parts/:n").handler(only("PUT", parts::part));
        router.route(UPLOADS + "/:id/complete").handler(only("POST", parts::complete));
    }

    /** Every answer to who speaks tus says so, also those that tus has no part in. */
    private static void answerInTus(RoutingContext request) {
        if (isTus(request)) {
            request.response().putHeader(TusFields.RESUMABLE, TusFields.VERSION);
        }
    }

    private void collection(RoutingContext request) {
        answerInTus(request);
        switch (method(request)) {
            case "OPTIONS" -> options(request);
            case "POST" -> create(request);
            case "GET" -> uploads.list(request);
            default -> notAllowed(request, "OPTIONS, GET, POST");
        }
    }

    private void item(RoutingContext request) {
        answerInTus(request);
        switch (method(request)) {
            case "OPTIONS" -> options(request);
            case "HEAD" -> head(request);
            case "PATCH" -> patch(request);
            case "DELETE" -> delete(request);
            case "GET" -> get(request);
            default -> notAllowed(request, "OPTIONS, HEAD, GET, PATCH, DELETE");
        }
    }

    private void options(RoutingContext request) {
        draft.options(request.response());
        tus.options(request);
    }

    private void create(RoutingContext request) {
        if (!isTus(request) && (namesDraft(request) || DraftRequest.asksForUpload(request.request()))) {
            draft.create(request);
        } else if (!isTus(request) && JsonBody.isJson(request.request())) {
            parts.open(request);
        } else {
            tus.create(request);
        }
    }

    private void head(RoutingContext request) {
        if (isTus(request)) {
            tus.head(request);
        } else {
            draft.head(request);
        }
    }

    private void get(RoutingContext request) {
        if (namesDraft(request)) {
            draft.get(request);
        } else {
            uploads.status(request);
        }
    }

    /** Bytes of the type that tus gives them are tus' also where its version is missing, which it is then told. */
    private void patch(RoutingContext request) {
        if (isTus(request) || TusFields.carriesBytes(request.request().headers())) {
            tus.patch(request);
        } else {
            draft.patch(request);
        }
    }

    private void delete(RoutingContext request) {
        if (isTus(request)) {
            tus.delete(request);
        } else if (namesDraft(request)) {
            draft.delete(request);
        } else {
            uploads.cancel(request);
        }
    }

    private Handler<RoutingContext> only(String method, Handler<RoutingContext> handler) {
        return request -> {
            if (method(request).equals(method)) {
                handler.handle(request);
            } else {
                notAllowed(request, method);
            }
        };
    }

    private void notAllowed(RoutingContext request, String allow) {
        request.response().putHeader(HttpHeaders.ALLOW, allow);
        callers.refuse(
                request, new WaybillException(ErrorCode.METHOD_NOT_ALLOWED, "The methods here are " + allow + "."));
    }

    private static boolean isTus(RoutingContext request) {
        return request.request().getHeader(TusFields.RESUMABLE) != null;
    }

    private static boolean namesDraft(RoutingContext request) {
        return request.request().getHeader(DraftVersion.FIELD) != null;
    }

    /** What the request means: clients that cannot send every method name it in a field. */
    private static String method(RoutingContext request) {
        String override = request.request().getHeader("X-HTTP-Method-Override");
        String method = override == null ? request.request().method().name() : override.strip();
        return method.toUpperCase(Locale.ROOT);
    }
}

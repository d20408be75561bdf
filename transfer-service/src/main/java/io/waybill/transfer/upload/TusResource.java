package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** {@code /api/uploads}: tus 1.0.0, and the status of uploads as JSON. */
@ApplicationScoped
public class TusResource {
    private static final String UPLOADS = "/api/uploads";

    private final CallerRoutes callers;
    private final JsonAnswer json;
    private final UploadSettings settings;
    private final OpenUpload open;
    private final AppendBytes append;
    private final EndUpload end;
    private final FindUpload find;

    TusResource(
            CallerRoutes callers,
            JsonAnswer json,
            UploadSettings settings,
            OpenUpload open,
            AppendBytes append,
            EndUpload end,
            FindUpload find) {
        this.callers = callers;
        this.json = json;
        this.settings = settings;
        this.open = open;
        this.append = append;
        this.end = end;
        this.find = find;
    }

    void routes(@Observes Router router) {
        router.route(UPLOADS).handler(this::collection);
        router.route(UPLOADS + "/:id").handler(this::item);
    }

    private void collection(RoutingContext request) {
        switch (method(request)) {
            case "OPTIONS" -> options(request);
            case "POST" -> callers.with("write", tus(this::create)).handle(request);
            case "GET" -> callers.with("read", this::list).handle(request);
            default -> notAllowed(request, "OPTIONS, GET, POST");
        }
    }

    private void item(RoutingContext request) {
        switch (method(request)) {
            case "OPTIONS" -> options(request);
            case "HEAD" -> callers.with("write", tus(this::head)).handle(request);
            case "PATCH" -> callers.with("write", tus(this::patch)).handle(request);
            case "DELETE" -> callers.with("write", tus(this::delete)).handle(request);
            case "GET" -> callers.with("read", this::status).handle(request);
            default -> notAllowed(request, "OPTIONS, HEAD, GET, PATCH, DELETE");
        }
    }

    private void options(RoutingContext request) {
        request.response()
                .setStatusCode(204)
                .putHeader("Tus-Version", TusFields.VERSION)
                .putHeader("Tus-Extension", TusFields.EXTENSIONS)
                .putHeader("Tus-Max-Size", Long.toString(settings.maxSize().asLongValue()))
                .putHeader("Tus-Checksum-Algorithm", TusChecksum.ALGORITHMS)
                .end();
    }

    private Future<Void> create(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        if (request.getHeader("Upload-Concat") != null) {
            throw Fields.malformed("Concatenation is not offered here: see Tus-Extension.");
        }
        boolean carriesBytes = TusFields.carriesBytes(request.headers());
        Long bodyLength = Fields.contentLength(request);
        if (!carriesBytes && (bodyLength == null || bodyLength > 0)) {
            throw unsupportedType();
        }
        Long length = TusFields.lengthOfCreation(request.headers());
        TusChecksum checksum = TusChecksum.parse(request.getHeader(TusFields.CHECKSUM));
        UploadTerms terms = UploadRequests.tusTerms(request, caller, length);
        if (carriesBytes && length != null && bodyLength != null && bodyLength > length) {
            throw tooLong(length);
        }
        boolean takesBytes = carriesBytes || (length != null && length == 0);
        return open.open(terms, length, takesBytes).compose(opened -> {
            HttpServerResponse response = context.response();
            response.putHeader(
                    HttpHeaders.LOCATION, UPLOADS + '/' + opened.upload().id());
            boolean mine = opened.fresh() && takesBytes;
            return (mine
                            ? firstBytes(context, opened, carriesBytes, checksum)
                            : Future.succeededFuture(opened.upload()))
                    .compose(upload -> {
                        if (carriesBytes && mine) {
                            response.putHeader(
                                    TusFields.OFFSET,
                                    Long.toString(upload.bytes().offset()));
                        }
                        putExpiry(response, upload);
                        return answer(context, 201);
                    });
        });
    }

    private Future<Upload> firstBytes(
            RoutingContext context, OpenUpload.Opened opened, boolean carriesBytes, TusChecksum checksum) {
        Upload.Open mine = (Upload.Open) opened.upload();
        if (carriesBytes) {
            welcome(context);
        }
        return append.append(mine, carriesBytes ? context.request() : new NoBytes(), checksum, false)
                .recover(failure -> checksum != null
                                && failure instanceof WaybillException known
                                && known.code() == ErrorCode.CHECKSUM_MISMATCH
                        ? end.cancel(mine.terms().owner(), mine.id()).compose(gone -> Future.failedFuture(failure))
                        : Future.failedFuture(failure));
    }

    private Future<Void> head(RoutingContext request, Caller caller) {
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return append.settled(caller.subject(), id(request)).compose(upload -> {
            HttpServerResponse response = request.response();
            UploadBytes bytes = upload.bytes();
            response.putHeader(TusFields.OFFSET, Long.toString(bytes.offset()));
            if (bytes.length() == null) {
                response.putHeader(TusFields.DEFER_LENGTH, "1");
            } else {
                response.putHeader(TusFields.LENGTH, bytes.length().toString());
            }
            if (upload.terms().metadata() != null) {
                response.putHeader(TusFields.METADATA, upload.terms().metadata());
            }
            putExpiry(response, upload);
            return answer(request, 200);
        });
    }

    private Future<Void> patch(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        if (!TusFields.carriesBytes(request.headers())) {
            throw unsupportedType();
        }
        long offset = TusFields.requireOffset(request.headers());
        Long length = Fields.number(request.headers(), TusFields.LENGTH);
        Long bodyLength = Fields.contentLength(request);
        TusChecksum checksum = TusChecksum.parse(request.getHeader(TusFields.CHECKSUM));
        return append.takeOver(caller.subject(), id(context), offset, length, bodyLength)
                .compose(upload -> {
                    if (!(upload instanceof Upload.Open mine)) {
                        return append.settled(caller.subject(), upload.id());
                    }
                    welcome(context);
                    return append.append(mine, request, checksum, false);
                })
                .compose(upload -> {
                    HttpServerResponse response = context.response();
                    response.putHeader(
                            TusFields.OFFSET, Long.toString(upload.bytes().offset()));
                    putExpiry(response, upload);
                    return answer(context, 204);
                });
    }

    private Future<Void> delete(RoutingContext request, Caller caller) {
        return end.cancel(caller.subject(), id(request)).compose(gone -> answer(request, 204));
    }

    private Future<Void> status(RoutingContext request, Caller caller) {
        UUID id = id(request);
        return (caller.isAdmin() ? find.lookAsAdmin(id) : find.look(caller.subject(), id))
                .compose(upload -> json.send(request, 200, UploadStatuses.of(upload)));
    }

    private Future<Void> list(RoutingContext request, Caller caller) {
        return find.active(caller.subject())
                .compose(uploads -> json.send(
                        request, 200, uploads.stream().map(UploadStatuses::of).toList()));
    }

    /** What every tus answer says, and what every tus request must. */
    private java.util.function.BiFunction<RoutingContext, Caller, Future<Void>> tus(
            java.util.function.BiFunction<RoutingContext, Caller, Future<Void>> action) {
        return (context, caller) -> {
            context.response().putHeader(TusFields.RESUMABLE, TusFields.VERSION);
            context.response().putHeader("Tus-Version", TusFields.VERSION);
            TusFields.requireVersion(context.request().headers());
            return action.apply(context, caller);
        };
    }

    private static Future<Void> answer(RoutingContext request, int status) {
        if (!request.request().isEnded()) {
            request.request().resume();
        }
        return request.response().setStatusCode(status).end();
    }

    private static void welcome(RoutingContext context) {
        UploadRequests.welcome(context.request());
    }

    private static void putExpiry(HttpServerResponse response, Upload upload) {
        if (upload instanceof Upload.Open) {
            response.putHeader(
                    TusFields.EXPIRES,
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            upload.bytes().expiresAt().atOffset(ZoneOffset.UTC)));
        }
    }

    private void notAllowed(RoutingContext request, String allow) {
        request.response().putHeader(HttpHeaders.ALLOW, allow);
        callers.refuse(
                request, new WaybillException(ErrorCode.METHOD_NOT_ALLOWED, "The methods here are " + allow + "."));
    }

    private static String method(RoutingContext request) {
        String override = request.request().getHeader("X-HTTP-Method-Override");
        String method = override == null ? request.request().method().name() : override.strip();
        return method.toUpperCase(Locale.ROOT);
    }

    private static UUID id(RoutingContext request) {
        return Fields.id(request.pathParam("id"));
    }

    private static WaybillException unsupportedType() {
        return new WaybillException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The bytes of an upload are sent as " + TusFields.OFFSET_STREAM + ".");
    }

    static WaybillException tooLong(long length) {
        return new WaybillException(ErrorCode.INCONSISTENT_LENGTH, "The body is longer than the upload's length.")
                .with("expected", length);
    }
}

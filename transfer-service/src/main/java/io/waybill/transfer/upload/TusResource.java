package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** tus 1.0.0 at {@code /api/uploads}. */
@ApplicationScoped
public class TusResource {
    private final CallerRoutes callers;
    private final UploadSettings settings;
    private final OpenUpload open;
    private final AppendBytes append;
    private final EndUpload end;

    TusResource(CallerRoutes callers, UploadSettings settings, OpenUpload open, AppendBytes append, EndUpload end) {
        this.callers = callers;
        this.settings = settings;
        this.open = open;
        this.append = append;
        this.end = end;
    }

    void create(RoutingContext request) {
        callers.with("write", tus(this::create)).handle(request);
    }

    void head(RoutingContext request) {
        callers.with("write", tus(this::head)).handle(request);
    }

    void patch(RoutingContext request) {
        callers.with("write", tus(this::patch)).handle(request);
    }

    void delete(RoutingContext request) {
        callers.with("write", tus(this::delete)).handle(request);
    }

    void options(RoutingContext request) {
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
                    HttpHeaders.LOCATION,
                    UploadRoutes.UPLOADS + '/' + opened.upload().id());
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
        return append.append(mine, RequestBody.upToLength(carriesBytes ? context.request() : new NoBytes(), checksum))
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
        return append.takeOver(new AppendBytes.Claim(caller.subject(), id(context), offset, length, bodyLength, null))
                .compose(upload -> {
                    if (!(upload instanceof Upload.Open mine)) {
                        return append.settled(caller.subject(), upload.id());
                    }
                    welcome(context);
                    return append.append(mine, RequestBody.upToLength(request, checksum));
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

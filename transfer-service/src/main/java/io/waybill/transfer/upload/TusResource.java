package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.http.RequestTrailers;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.CallerRoutes;
import io.waybill.transfer.http.Fields;
import io.waybill.transfer.integrity.ChecksumAlgorithm;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** tus 1.0.0 at {@code /api/uploads}. */
@ApplicationScoped
public class TusResource {
    private final CallerRoutes callers;
    private final UploadCallers items;
    private final UploadSettings settings;
    private final OpenUpload open;
    private final OpenFinal finals;
    private final AppendBytes append;
    private final BeginUpload begin;
    private final TakeTurns turns;
    private final EndUpload end;
    private final FindUpload find;

    TusResource(
            CallerRoutes callers,
            UploadCallers items,
            UploadSettings settings,
            OpenUpload open,
            OpenFinal finals,
            AppendBytes append,
            BeginUpload begin,
            TakeTurns turns,
            EndUpload end,
            FindUpload find) {
        this.callers = callers;
        this.items = items;
        this.settings = settings;
        this.open = open;
        this.finals = finals;
        this.append = append;
        this.begin = begin;
        this.turns = turns;
        this.end = end;
        this.find = find;
    }

    void create(RoutingContext request) {
        RequestTrailers.of(request);
        callers.within("write", tus(this::create)).handle(request);
    }

    void head(RoutingContext request) {
        items.with("write", tus(this::head)).handle(request);
    }

    void patch(RoutingContext request) {
        RequestTrailers.of(request);
        items.with("write", tus(this::patch)).handle(request);
    }

    void delete(RoutingContext request) {
        items.with("write", tus(this::delete)).handle(request);
    }

    void options(RoutingContext request) {
        request.response()
                .setStatusCode(204)
                .putHeader("Tus-Version", TusFields.VERSION)
                .putHeader("Tus-Extension", TusFields.EXTENSIONS)
                .putHeader("Tus-Max-Size", Long.toString(settings.maxSize().asLongValue()))
                .putHeader("Tus-Checksum-Algorithm", ChecksumAlgorithm.names())
                .end();
    }

    private Future<Void> create(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        UploadConcat concat = UploadConcat.parse(Fields.single(request.headers(), TusFields.CONCAT));
        boolean carriesBytes = TusFields.carriesBytes(request.headers());
        Long bodyLength = Fields.contentLength(request);
        if (!carriesBytes && (bodyLength == null || bodyLength > 0)) {
            throw unsupportedType();
        }
        if (concat != null && concat.isFinal()) {
            return createFinal(context, caller, concat, carriesBytes);
        }
        Long length = TusFields.lengthOfCreation(request.headers());
        TusChecksum checksum = checksum(context);
        UploadTerms terms = UploadRequests.tusTerms(request, caller, concat, length);
        if (carriesBytes && length != null && bodyLength != null && bodyLength > length) {
            throw tooLong(length);
        }
        Future<Upload> created = carriesBytes
                ? begin.begin(
                        terms,
                        length,
                        Sender.of(request),
                        (opened, turn) -> opened.fresh()
                                ? turn.take(upload -> firstBytes(context, (Upload.Open) upload, checksum))
                                        .recover(failure -> orUntouched(failure, opened.upload()))
                                : Future.succeededFuture(opened.upload()))
                : open.open(terms, length, isEmpty(length))
                        .compose(opened -> opened.fresh() && isEmpty(length)
                                ? append.append(
                                        (Upload.Open) opened.upload(), RequestBody.upToLength(new NoBytes(), checksum))
                                : Future.succeededFuture(opened.upload()));
        return created.compose(upload -> {
            HttpServerResponse response = context.response();
            putLocation(response, upload);
            if (carriesBytes) {
                TusAnswers.putOffset(response, upload);
            }
            TusAnswers.putExpiry(response, upload);
            return answer(context, 201);
        });
    }

    private static boolean isEmpty(Long length) {
        return length != null && length == 0;
    }

    /** It was not the turn of the bytes, but the upload is there: its client goes on from the start (tus 1.0.0 creation-with-upload). */
    private static Future<Upload> orUntouched(Throwable failure, Upload upload) {
        return failure instanceof WaybillException known && known.code() == ErrorCode.QUEUED
                ? Future.succeededFuture(upload)
                : Future.failedFuture(failure);
    }

    private Future<Void> createFinal(RoutingContext context, Caller caller, UploadConcat concat, boolean carriesBytes) {
        TusFields.requireNoLength(context.request().headers());
        if (carriesBytes) {
            throw Fields.malformed("A final upload has no bytes of its own: send them to its partial uploads.");
        }
        UploadTerms terms = UploadRequests.tusTerms(context.request(), caller, concat, null);
        return finals.open(terms, caller).compose(upload -> {
            putLocation(context.response(), upload);
            if (upload instanceof Upload.Done) {
                TusAnswers.putOffset(context.response(), upload);
            }
            return answer(context, 201);
        });
    }

    private Future<Upload> firstBytes(RoutingContext context, Upload.Open mine, TusChecksum checksum) {
        welcome(context);
        return append.append(mine, RequestBody.upToLength(context.request(), checksum))
                .recover(failure -> checksum != null && failure instanceof WaybillException
                        ? end.cancel(mine.terms().owner(), mine.id()).compose(gone -> Future.failedFuture(failure))
                        : Future.failedFuture(failure));
    }

    private Future<Void> head(RoutingContext request, Caller caller) {
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return append.settled(caller.subject(), id(request)).compose(upload -> {
            HttpServerResponse response = request.response();
            TusAnswers.putTerms(response, upload.terms());
            if (upload.terms().isFinal()) {
                return finals.lengthOf(upload).compose(length -> {
                    TusAnswers.putFinal(response, upload, length);
                    return answer(request, 200);
                });
            }
            TusAnswers.putOffset(response, upload);
            TusAnswers.putLength(response, upload);
            TusAnswers.putExpiry(response, upload);
            return answer(request, 200);
        });
    }

    /** Also a refused PATCH says until when the upload can be gone on with (tus 1.0.0 expiration). */
    private Future<Void> patch(RoutingContext context, Caller caller) {
        return Future.succeededFuture()
                .compose(begun -> takeBytes(context, caller))
                .recover(failure -> find.look(caller.subject(), id(context))
                        .onSuccess(upload -> TusAnswers.putExpiry(context.response(), upload))
                        .transform(told -> Future.failedFuture(failure)));
    }

    private Future<Void> takeBytes(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        if (!TusFields.carriesBytes(request.headers())) {
            throw unsupportedType();
        }
        long offset = TusFields.requireOffset(request.headers());
        Long length = Fields.number(request.headers(), TusFields.LENGTH);
        Long bodyLength = Fields.contentLength(request);
        TusChecksum checksum = checksum(context);
        AppendBytes.Claim claim = new AppendBytes.Claim(
                caller.subject(), id(context), offset, length, bodyLength, null, context.response()::closed);
        return turns.append(claim, request, () -> append.takeOver(claim).compose(upload -> {
                    if (!(upload instanceof Upload.Open mine)) {
                        requireNoMore(upload, bodyLength);
                        return append.settled(caller.subject(), upload.id());
                    }
                    welcome(context);
                    return append.append(mine, RequestBody.upToLength(request, checksum));
                }))
                .compose(upload -> {
                    TusAnswers.putOffset(context.response(), upload);
                    TusAnswers.putExpiry(context.response(), upload);
                    return answer(context, 204);
                });
    }

    private Future<Void> delete(RoutingContext request, Caller caller) {
        return end.terminate(caller.subject(), id(request)).compose(gone -> answer(request, 204));
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

    private static void putLocation(HttpServerResponse response, Upload upload) {
        response.putHeader(HttpHeaders.LOCATION, UploadRoutes.UPLOADS + '/' + upload.id());
    }

    private static TusChecksum checksum(RoutingContext context) {
        String field = Fields.single(context.request().headers(), TusFields.CHECKSUM);
        return TusChecksum.of(field, RequestTrailers.of(context));
    }

    private static UUID id(RoutingContext request) {
        return Fields.id(request.pathParam("id"));
    }

    private static WaybillException unsupportedType() {
        return new WaybillException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The bytes of an upload are sent as " + TusFields.OFFSET_STREAM + ".");
    }

    private static void requireNoMore(Upload upload, Long bodyLength) {
        if (bodyLength != null && bodyLength > 0) {
            throw tooLong(upload.bytes().offset());
        }
    }

    static WaybillException tooLong(long length) {
        return new WaybillException(ErrorCode.INCONSISTENT_LENGTH, "The body is longer than the upload's length.")
                .with("expected", length);
    }
}

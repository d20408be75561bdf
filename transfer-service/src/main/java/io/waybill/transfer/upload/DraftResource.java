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
import io.waybill.transfer.http.JsonAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/** The IETF's resumable uploads (draft-ietf-httpbis-resumable-upload) at {@code /api/uploads}. */
@ApplicationScoped
public class DraftResource {
    private final CallerRoutes callers;
    private final UploadCallers items;
    private final DraftCreation creation;
    private final DraftAnswers answers;
    private final AppendBytes append;
    private final FindUpload find;
    private final EndUpload end;
    private final JsonAnswer json;
    private final TakeTurns turns;
    private final TellUploads tell;

    DraftResource(
            CallerRoutes callers,
            UploadCallers items,
            DraftCreation creation,
            DraftAnswers answers,
            AppendBytes append,
            FindUpload find,
            EndUpload end,
            JsonAnswer json,
            TakeTurns turns,
            TellUploads tell) {
        this.callers = callers;
        this.items = items;
        this.creation = creation;
        this.answers = answers;
        this.append = append;
        this.find = find;
        this.end = end;
        this.json = json;
        this.turns = turns;
        this.tell = tell;
    }

    void create(RoutingContext request) {
        callers.within("write", creation::atUploads).handle(request);
    }

    void head(RoutingContext request) {
        items.with("write", this::head).handle(request);
    }

    void get(RoutingContext request) {
        items.with("write", this::get).handle(request);
    }

    void patch(RoutingContext request) {
        items.with("write", this::patch).handle(request);
    }

    void delete(RoutingContext request) {
        items.with("write", this::delete).handle(request);
    }

    /** What a client may know before it begins. */
    void options(HttpServerResponse response) {
        response.putHeader(DraftFields.LIMIT, answers.limits());
        response.putHeader("Accept-Patch", DraftFields.PARTIAL_UPLOAD + ", " + TusFields.OFFSET_STREAM);
    }

    private Future<Void> head(RoutingContext context, Caller caller) {
        return standing(context, caller, upload -> answers.end(context, 204));
    }

    private Future<Void> get(RoutingContext context, Caller caller) {
        return standing(context, caller, upload -> tell.one(upload).compose(status -> json.send(context, 200, status)));
    }

    private Future<Void> standing(RoutingContext context, Caller caller, Function<Upload, Future<Void>> answer) {
        DraftVersion version = question(context.request());
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        UUID id = id(context);
        return append.standing(caller.subject(), id)
                .compose(upload -> {
                    answers.standing(response, version, upload);
                    return answer.apply(upload);
                })
                .recover(failure -> answers.failed(context, version, caller.subject(), id, failure));
    }

    private Future<Void> patch(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        answers.complete(context.response(), DraftVersion.of(request.headers()), false);
        DraftRequest draft = DraftRequest.append(request);
        ByteCheck check = ContentDigest.of(request.headers());
        UUID id = id(context);
        AppendBytes.Claim claim = new AppendBytes.Claim(
                caller.subject(),
                id,
                draft.offset(),
                draft.length(),
                draft.bodyLength(),
                Fields.reprDigest(request.headers()),
                context.response()::closed);
        return turns.append(claim, request, () -> append.takeOver(claim)
                        .compose(upload -> upload instanceof Upload.Open mine
                                ? take(context, draft, mine, check)
                                : replay(context, draft, upload)))
                .recover(failure -> answers.failed(context, draft.version(), caller.subject(), id, failure));
    }

    private Future<Void> take(RoutingContext context, DraftRequest draft, Upload.Open mine, ByteCheck check) {
        HttpServerRequest request = context.request();
        UploadRequests.welcome(request);
        DraftInterim interim = new DraftInterim(request, draft.version());
        return append.append(
                        mine, new RequestBody(draft.isEmpty() ? new NoBytes() : request, draft.end(), check, interim))
                .compose(upload -> answer(context, draft, upload));
    }

    /** A partial upload of tus that has all its bytes is still a piece, and no file. */
    private Future<Void> answer(RoutingContext context, DraftRequest draft, Upload upload) {
        return upload instanceof Upload.Completed completed
                ? answers.file(context, draft.version(), completed.version())
                : answers.piece(
                        context, draft.version(), upload, draft.version().pieceStatus());
    }

    /** Its client missed that the file is there: it is told again, if it only says once more that nothing is to follow. */
    private Future<Void> replay(RoutingContext context, DraftRequest draft, Upload upload) {
        UploadRequests.welcome(context.request());
        return isEmpty(context.request(), draft).compose(empty -> {
            if (!empty || !draft.completes()) {
                return Future.failedFuture(late(draft.version(), empty));
            }
            return append.standing(upload.terms().owner(), upload.id()).compose(done -> answer(context, draft, done));
        });
    }

    private static Future<Boolean> isEmpty(HttpServerRequest request, DraftRequest draft) {
        return draft.bodyLength() != null
                ? Future.succeededFuture(draft.isEmpty())
                : new BodyChunks(request).next().map(first -> first.isEmpty());
    }

    private static WaybillException late(DraftVersion version, boolean empty) {
        return new WaybillException(
                !empty && version.callsLateBytesInconsistent()
                        ? ErrorCode.INCONSISTENT_LENGTH
                        : ErrorCode.UPLOAD_COMPLETED,
                "All bytes of this upload are here already, and no more are taken.");
    }

    private Future<Void> delete(RoutingContext context, Caller caller) {
        DraftVersion version = question(context.request());
        UUID id = id(context);
        return find.look(caller.subject(), id).compose(upload -> {
            if (upload instanceof Upload.Ended && version.isStrictOnQuestions()) {
                throw new WaybillException(ErrorCode.NOT_FOUND, "This upload has ended already.");
            }
            return end.cancel(caller.subject(), id).compose(gone -> answers.end(context, 204));
        });
    }

    /** A request that asks about an upload and says nothing of its state (drafts -00 to -05). */
    private static DraftVersion question(HttpServerRequest request) {
        DraftVersion version = DraftVersion.of(request.headers());
        boolean says = request.headers().contains(DraftFields.OFFSET)
                || request.headers().contains(DraftFields.COMPLETE)
                || request.headers().contains(DraftFields.INCOMPLETE);
        if (says && version.isStrictOnQuestions()) {
            throw Fields.malformed(
                    "A request that asks about an upload does not say Upload-Offset or Upload-Complete.");
        }
        return version;
    }

    private static UUID id(RoutingContext request) {
        return Fields.id(request.pathParam("id"));
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.coding.ContentCoding;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/** Begins an upload in the IETF's protocol: at {@code /api/uploads}, or where its file is to be. */
@ApplicationScoped
public class DraftCreation {
    private final OpenUpload open;
    private final AppendBytes append;
    private final BeginUpload begin;
    private final ReceiveFile receive;
    private final DraftAnswers answers;

    DraftCreation(OpenUpload open, AppendBytes append, BeginUpload begin, ReceiveFile receive, DraftAnswers answers) {
        this.open = open;
        this.append = append;
        this.begin = begin;
        this.receive = receive;
        this.answers = answers;
    }

    /** An upload of a file that names itself: in the address, in {@code Upload-Metadata} as in tus, in {@code Content-Disposition}. */
    Future<Void> atUploads(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        String path = request.getParam("path");
        return at(context, caller, path == null ? named(request, caller) : FilePath.of(path));
    }

    private static FilePath named(HttpServerRequest request, Caller caller) {
        return UploadMetadata.of(request)
                .path(ContentDisposition.fileName(request.getHeader("Content-Disposition"))
                        .orElseGet(() -> UploadRequests.within(caller) + "upload-" + UUID.randomUUID()));
    }

    /** An upload of the file at {@code path}. */
    Future<Void> at(RoutingContext context, Caller caller, FilePath path) {
        HttpServerRequest request = context.request();
        DraftRequest draft = DraftRequest.creation(request);
        if (ContentCoding.of(request.headers()) != ContentCoding.IDENTITY) {
            throw new WaybillException(
                    ErrorCode.UNSUPPORTED_ENCODING,
                    "The bytes of a resumable upload are kept as they come: send them without a coding.");
        }
        UploadTerms terms = UploadRequests.draftTerms(request, caller, path, draft);
        return draft.completes() && !draft.version().takesInterimResponses()
                ? whole(context, draft, terms)
                : resumable(context, draft, terms);
    }

    /** Nobody could tell its client where to go on: the file comes now or not at all, and nothing is left of half of it. */
    private Future<Void> whole(RoutingContext context, DraftRequest draft, UploadTerms terms) {
        HttpServerRequest request = context.request();
        return receive.receive(terms, draft.length(), request, () -> UploadRequests.welcome(request))
                .compose(version -> answers.file(context, draft.version(), version));
    }

    private Future<Void> resumable(RoutingContext context, DraftRequest draft, UploadTerms terms) {
        boolean takesBytes = draft.completes() || !draft.isEmpty();
        Future<Void> answered = takesBytes
                ? begin.begin(
                        terms,
                        draft.length(),
                        Sender.of(context.request()),
                        (opened, turn) -> created(
                                context,
                                draft,
                                opened.upload(),
                                interim -> bytes(context, draft, opened, turn, interim)))
                : open.open(terms, draft.length(), false)
                        .compose(opened -> created(
                                context,
                                draft,
                                opened.upload(),
                                interim -> opened.fresh()
                                        ? answers.piece(context, draft.version(), opened.upload(), 201)
                                        : answer(context, draft, opened.upload())));
        return answered.onFailure(refused -> {
            if (draft.version().knowsLimits()
                    && refused instanceof WaybillException known
                    && known.code() == ErrorCode.TOO_LARGE
                    && !context.response().headers().contains(DraftFields.LIMIT)) {
                context.response().putHeader(DraftFields.LIMIT, answers.limits());
            }
        });
    }

    /** The upload is there, and its client is told where before anything else happens. */
    private Future<Void> created(
            RoutingContext context, DraftRequest draft, Upload upload, Function<DraftInterim, Future<Void>> then) {
        String location = UploadRoutes.UPLOADS + '/' + upload.id();
        context.response().putHeader(HttpHeaders.LOCATION, location);
        DraftInterim interim = new DraftInterim(context.request(), draft.version());
        interim.announce(location, answers.limits(draft.version(), upload));
        return then.apply(interim)
                .recover(failure ->
                        answers.failed(context, draft.version(), upload.terms().owner(), upload.id(), failure));
    }

    /** The first bytes, in their turn. With the same idempotency key again: the answer that its client missed. */
    private Future<Void> bytes(
            RoutingContext context,
            DraftRequest draft,
            OpenUpload.Opened opened,
            BeginUpload.Turn<Void> turn,
            DraftInterim interim) {
        Upload upload = opened.upload();
        String owner = upload.terms().owner();
        if (!(upload instanceof Upload.Open)) {
            return append.standing(owner, upload.id()).compose(now -> answer(context, draft, now));
        }
        return turn.take(mine -> mine instanceof Upload.Open ours
                ? take(context, draft, ours, interim)
                : append.standing(owner, upload.id()).compose(now -> answer(context, draft, now)));
    }

    private Future<Void> take(RoutingContext context, DraftRequest draft, Upload.Open mine, DraftInterim interim) {
        HttpServerRequest request = context.request();
        UploadRequests.welcome(request);
        ByteCheck check = draft.completes() ? null : ContentDigest.of(request.headers());
        return append.append(
                        mine, new RequestBody(draft.isEmpty() ? new NoBytes() : request, draft.end(), check, interim))
                .compose(upload -> answer(context, draft, upload));
    }

    private Future<Void> answer(RoutingContext context, DraftRequest draft, Upload upload) {
        return upload instanceof Upload.Completed completed
                ? answers.file(context, draft.version(), completed.version())
                : answers.piece(context, draft.version(), upload, 201);
    }
}

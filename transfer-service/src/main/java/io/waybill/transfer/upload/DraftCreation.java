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

/** Begins an upload in the IETF's protocol: at {@code /api/uploads}, or where its file is to be. */
@ApplicationScoped
public class DraftCreation {
    private final OpenUpload open;
    private final AppendBytes append;
    private final ReceiveFile receive;
    private final DraftAnswers answers;

    DraftCreation(OpenUpload open, AppendBytes append, ReceiveFile receive, DraftAnswers answers) {
        this.open = open;
        this.append = append;
        this.receive = receive;
        this.answers = answers;
    }

    /** An upload of a file that names itself, in the address or in {@code Content-Disposition}. */
    Future<Void> atUploads(RoutingContext context, Caller caller) {
        HttpServerRequest request = context.request();
        String path = request.getParam("path");
        FilePath asked = FilePath.of(
                path != null
                        ? path
                        : ContentDisposition.fileName(request.getHeader("Content-Disposition"))
                                .orElseGet(() -> "upload-" + UUID.randomUUID()));
        return at(context, caller, asked);
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
        return opened(context, draft, terms, takesBytes).compose(opened -> {
            Upload upload = opened.upload();
            String location = UploadRoutes.UPLOADS + '/' + upload.id();
            context.response().putHeader(HttpHeaders.LOCATION, location);
            DraftInterim interim = new DraftInterim(context.request(), draft.version());
            interim.announce(location, answers.limits(draft.version(), upload));
            return (opened.fresh()
                            ? begin(context, draft, upload, takesBytes, interim)
                            : again(context, draft, upload, interim))
                    .recover(failure -> answers.failed(context, draft.version(), terms.owner(), upload.id(), failure));
        });
    }

    private Future<OpenUpload.Opened> opened(
            RoutingContext context, DraftRequest draft, UploadTerms terms, boolean leased) {
        return open.open(terms, draft.length(), leased).onFailure(refused -> {
            if (draft.version().knowsLimits()
                    && refused instanceof WaybillException known
                    && known.code() == ErrorCode.TOO_LARGE) {
                context.response().putHeader(DraftFields.LIMIT, answers.limits());
            }
        });
    }

    private Future<Void> begin(
            RoutingContext context, DraftRequest draft, Upload upload, boolean takesBytes, DraftInterim interim) {
        return takesBytes
                ? take(context, draft, (Upload.Open) upload, interim)
                : answers.piece(context, draft.version(), upload, 201);
    }

    /** The same idempotency key again: the answer that its client missed, or the place to go on. */
    private Future<Void> again(RoutingContext context, DraftRequest draft, Upload upload, DraftInterim interim) {
        String owner = upload.terms().owner();
        if (draft.isEmpty() && !draft.completes()) {
            return answer(context, draft, upload);
        }
        if (!(upload instanceof Upload.Open)) {
            return append.standing(owner, upload.id()).compose(now -> answer(context, draft, now));
        }
        return append.takeOver(new AppendBytes.Claim(
                        owner, upload.id(), 0, draft.length(), draft.bodyLength(), null, context.response()::closed))
                .compose(mine -> mine instanceof Upload.Open ours
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

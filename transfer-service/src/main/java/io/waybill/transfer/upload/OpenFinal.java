package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.http.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Opens an upload that is put together from partial uploads, which may still be on their way (tus 1.0.0 concatenation). */
@ApplicationScoped
public class OpenFinal {
    private final UploadEngine engine;
    private final ConcatRows concat;
    private final OpenUpload open;
    private final Concatenate concatenate;

    OpenFinal(UploadEngine engine, ConcatRows concat, OpenUpload open, Concatenate concatenate) {
        this.engine = engine;
        this.concat = concat;
        this.open = open;
        this.concatenate = concatenate;
    }

    /**
     * Opens the final upload of {@code terms}, or finds the one that the same idempotency key opened; when all its partials have
     * their bytes, waits for the version as long as any commit is waited for.
     *
     * <p>Fails with {@code not_found} for a partial that is not there or not its owner's, {@code partial_gone} for one that has
     * ended, {@code malformed_request} for an upload that is no partial, and with what refuses the file.
     *
     * @return the upload afterwards: COMPLETED, or on its way there
     */
    Future<Upload> open(UploadTerms terms, Caller caller) {
        List<UUID> ids = terms.concat().partials();
        return concat.ofOwner(terms.owner(), ids)
                .map(found -> length(ids, within(caller, found)))
                .compose(length -> open.open(terms, length, false))
                .recover(failure -> open.repeatedUnless(failure, terms))
                .compose(opened -> waited(
                        opened.upload().id(),
                        concatenate.advance(opened.upload().id())))
                .map(upload -> {
                    if (upload instanceof Upload.Failed failed) {
                        throw failed.refusal().toException();
                    }
                    return upload;
                });
    }

    /** The length that the partials of a final upload add up to; empty while that of one of them is not known. */
    Future<Optional<Long>> lengthOf(Upload upload) {
        Long known = upload.bytes().length();
        return known != null ? Future.succeededFuture(Optional.of(known)) : concat.lengthOf(upload.id());
    }

    /** A partial that goes where the credential is not good for is not there. */
    private static Map<UUID, Upload> within(Caller caller, Map<UUID, Upload> found) {
        return found.entrySet().stream()
                .filter(partial ->
                        caller.reaches(partial.getValue().terms().path().value()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Long length(List<UUID> ids, Map<UUID, Upload> found) {
        long length = 0;
        boolean known = true;
        for (UUID id : ids) {
            UploadBytes bytes = requirePartial(id, found.get(id)).bytes();
            known &= bytes.length() != null;
            length += bytes.length() == null ? bytes.offset() : bytes.length();
            engine.requireFits(length);
        }
        return known ? length : null;
    }

    private static Upload requirePartial(UUID id, Upload upload) {
        if (upload == null) {
            throw FindUpload.notFound(id);
        }
        if (!upload.terms().isPartial()) {
            throw Fields.malformed("Upload-Concat names an upload that is not a partial one.")
                    .with("upload", id);
        }
        if (Concatenate.isGone(upload)) {
            throw Concatenate.partialGone().with("upload", id);
        }
        return upload;
    }

    /** The row says how far it is when the work takes long, or cannot go on just now: it goes on without its client. */
    private Future<Upload> waited(UUID id, Future<Upload> advanced) {
        Promise<Upload> answer = Promise.promise();
        long timer = engine.vertx()
                .setTimer(Math.max(1, engine.settings().commitWait().toMillis()), late -> look(id, answer));
        advanced.onComplete(over -> {
            engine.vertx().cancelTimer(timer);
            if (over.succeeded() && over.result() != null) {
                answer.tryComplete(over.result());
            } else if (over.failed() && isRefusal(over.cause())) {
                answer.tryFail(over.cause());
            } else {
                look(id, answer);
            }
        });
        return answer.future();
    }

    private void look(UUID id, Promise<Upload> answer) {
        engine.rows()
                .find(id)
                .map(found -> found.orElseThrow(() -> FindUpload.notFound(id)))
                .onSuccess(answer::tryComplete)
                .onFailure(answer::tryFail);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof WaybillException known
                && !known.code().isTransient()
                && known.code() != ErrorCode.UPLOAD_SUPERSEDED
                && known.code().status() < 500;
    }
}

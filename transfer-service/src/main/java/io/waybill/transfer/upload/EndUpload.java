package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.admission.Admission;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Ends an open upload: the row first, then its running writer, then its bytes. */
@ApplicationScoped
public class EndUpload {
    private static final int ATTEMPTS = 10;

    private final UploadEngine engine;
    private final ActiveWriters writers;
    private final ActiveParts parts;
    private final CommitUpload commit;
    private final Concatenate concatenate;
    private final Admission admission;

    EndUpload(
            UploadEngine engine,
            ActiveWriters writers,
            ActiveParts parts,
            CommitUpload commit,
            Concatenate concatenate,
            Admission admission) {
        this.engine = engine;
        this.writers = writers;
        this.parts = parts;
        this.commit = commit;
        this.concatenate = concatenate;
        this.admission = admission;
    }

    /**
     * Cancels an upload for its owner, whatever is at work on it; nothing of it is left. Idempotent. Fails with
     * {@code not_found} for anybody else, {@code upload_not_open} once it commits or is a version.
     */
    public Future<Void> cancel(String owner, UUID id) {
        return cancel(owner, id, ATTEMPTS);
    }

    /**
     * Ends an upload whatever has become of it: one that is a file already is forgotten, and the file stays. Fails with
     * {@code not_found}, and with {@code unavailable} while the file is being recorded.
     */
    Future<Void> terminate(String owner, UUID id) {
        return cancel(owner, id)
                .recover(failure ->
                        failure instanceof WaybillException known && known.code() == ErrorCode.UPLOAD_NOT_OPEN
                                ? commit.join(id).compose(done -> engine.rows().forgetFile(id))
                                : Future.failedFuture(failure));
    }

    private Future<Void> cancel(String owner, UUID id, int attempts) {
        return engine.rows().find(id).compose(found -> {
            Upload upload = FindUpload.owned(found, owner, id);
            Upload.Cancelled cancelled = cancelled(upload);
            if (cancelled != null) {
                return engine.rows()
                        .save(upload, cancelled, List.of(), UploadEvents.cancelled(cancelled))
                        .onSuccess(told -> Failpoint.reached("ended-row"))
                        .compose(told -> dispose(cancelled))
                        .recover(failure -> attempts > 1 && UploadRows.isSuperseded(failure)
                                ? cancel(owner, id, attempts - 1)
                                : Future.failedFuture(failure));
            }
            if (upload instanceof Upload.Ended) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(new WaybillException(
                    ErrorCode.UPLOAD_NOT_OPEN,
                    "All bytes of this upload are here already: delete the file instead, once it is listed."));
        });
    }

    private Upload.Cancelled cancelled(Upload upload) {
        if (upload instanceof Upload.Open open) {
            return open.cancel(engine.now());
        }
        return upload instanceof Upload.Partial partial ? partial.cancel(engine.now()) : null;
    }

    /** Ends an open upload, or a whole partial one, that was left alone for too long. */
    public Future<Void> expire(Upload upload) {
        Upload.Expired expired = upload instanceof Upload.Partial partial
                ? partial.expire(engine.now())
                : ((Upload.Open) upload).expire(engine.now());
        return engine.rows()
                .save(upload, expired, List.of(), UploadEvents.expired(expired))
                .compose(told -> dispose(expired));
    }

    private Future<Void> dispose(Upload.Ended ended) {
        engine.metrics().ended(ended.state().name());
        admission.dismiss(ended.id(), StopReason.ENDED.failure());
        return Future.all(writers.stop(ended.id(), StopReason.ENDED), parts.stop(ended.id(), StopReason.ENDED))
                .compose(stopped -> engine.discard().discard(ended))
                .onComplete(over -> {
                    if (ended.terms().isPartial()) {
                        concatenate.partialSettled(ended.id());
                    }
                })
                .otherwiseEmpty();
    }
}

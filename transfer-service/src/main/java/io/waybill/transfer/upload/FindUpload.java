package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoreKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Looks at uploads, with or without disturbing who writes to them. */
@ApplicationScoped
public class FindUpload {
    private static final int ATTEMPTS = 5;
    private static final int MAX_LISTED = 1_000;

    private final UploadEngine engine;
    private final ActiveWriters writers;

    FindUpload(UploadEngine engine, ActiveWriters writers) {
        this.engine = engine;
        this.writers = writers;
    }

    /** An upload as it is now, without disturbing it; {@code not_found} when it is not {@code owner}'s. */
    public Future<Upload> look(String owner, UUID id) {
        return engine.rows().find(id).map(found -> owned(found, owner, id));
    }

    /** An upload as it is now, whoever owns it. */
    public Future<Upload> lookAsAdmin(UUID id) {
        return engine.rows().find(id).map(found -> found.orElseThrow(() -> notFound(id)));
    }

    /** The uploads of {@code owner} that are not at an end, newest first, at most 1 000. */
    public Future<List<Upload>> active(String owner) {
        return engine.rows().active(owner, MAX_LISTED);
    }

    /** The uploads of everyone that are not at an end, newest first, at most 1 000. */
    Future<List<Upload>> activeOfEveryone() {
        return engine.rows().activeOfEveryone(MAX_LISTED);
    }

    /**
     * An upload whose offset stands still: an older writer is ended first, here after it acknowledged what it has, elsewhere
     * by a raised epoch. An offset told after this is the one that the next writer begins at. A final upload has no writer,
     * and is left alone.
     */
    Future<Upload> settle(String owner, UUID id) {
        return writers.stop(id, StopReason.SUPERSEDED).compose(stopped -> settle(owner, id, ATTEMPTS));
    }

    private Future<Upload> settle(String owner, UUID id, int attempts) {
        return look(owner, id).compose(upload -> {
            boolean written =
                    upload.bytes().leaseUntil() != null && !upload.terms().isFinal();
            if (!(upload instanceof Upload.Open open) || !written) {
                return Future.succeededFuture(upload);
            }
            Upload.Open fenced = open.takeOver(freshKey(), null);
            return engine.rows()
                    .save(open, fenced)
                    .<Upload>map(saved -> saved)
                    .recover(failure -> attempts > 1
                                    && failure instanceof WaybillException known
                                    && known.code() == ErrorCode.UPLOAD_SUPERSEDED
                            ? settle(owner, id, attempts - 1)
                            : Future.failedFuture(failure));
        });
    }

    static String freshKey() {
        return StoreKeys.object(UUID.randomUUID());
    }

    static Upload owned(Optional<Upload> found, String owner, UUID id) {
        return found.filter(upload -> upload.terms().owner().equals(owner)).orElseThrow(() -> notFound(id));
    }

    static WaybillException notFound(UUID id) {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no upload " + id + ".");
    }
}

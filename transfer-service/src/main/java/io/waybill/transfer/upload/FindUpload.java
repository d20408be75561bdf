package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.StoreKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

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
     * by a raised epoch. A final upload has no writer, and is left alone.
     */
    Future<Upload> settle(String owner, UUID id) {
        return settle(owner, id, open -> open.bytes().leaseUntil() != null, ATTEMPTS);
    }

    /**
     * As {@link #settle}, for an answer that promises the offset: also a request that is about to become the writer, and
     * whose client may be gone already, finds the epoch raised. So the offset that was told is where the next writer begins.
     */
    Future<Upload> promise(String owner, UUID id) {
        return settle(owner, id, open -> !open.terms().parallel(), ATTEMPTS);
    }

    private Future<Upload> settle(String owner, UUID id, Predicate<Upload.Open> fences, int attempts) {
        return writers.stop(id, StopReason.SUPERSEDED)
                .compose(stopped -> look(owner, id))
                .compose(upload -> {
                    if (!(upload instanceof Upload.Open open) || open.terms().isFinal() || !fences.test(open)) {
                        return Future.succeededFuture(upload);
                    }
                    Upload.Open fenced = open.takeOver(freshKey(), null);
                    return engine.rows()
                            .save(open, fenced)
                            .<Upload>map(saved -> saved)
                            .recover(failure -> attempts > 1 && UploadRows.isSuperseded(failure)
                                    ? settle(owner, id, fences, attempts - 1)
                                    : Future.failedFuture(failure));
                });
    }

    static String freshKey() {
        return StoreKeys.newObject();
    }

    static Upload owned(Optional<Upload> found, String owner, UUID id) {
        return found.filter(upload -> upload.terms().owner().equals(owner)).orElseThrow(() -> notFound(id));
    }

    static WaybillException notFound(UUID id) {
        return new WaybillException(ErrorCode.NOT_FOUND, "There is no upload " + id + ".");
    }
}

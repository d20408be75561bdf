package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.metadata.MetadataService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Opens an upload: its row is durable before anything of it is in the store. */
@ApplicationScoped
public class OpenUpload {
    /** What only {@link #existing} says: the key was looked up already. */
    private static final Set<ErrorCode> ASKED_BY_KEY = Set.of(ErrorCode.IDEMPOTENCY_CONFLICT, ErrorCode.BUSY);

    private final UploadEngine engine;
    private final MetadataService metadata;
    private final OpenUploadLimit limits;

    OpenUpload(UploadEngine engine, MetadataService metadata, OpenUploadLimit limits) {
        this.engine = engine;
        this.metadata = metadata;
        this.limits = limits;
    }

    /**
     * Opens an upload, or finds the one that the same idempotency key opened before.
     *
     * <p>Fails with {@code too_large}, {@code quota_exceeded}, {@code too_many_uploads}, with {@code idempotency_conflict} when the key was used for another request, and early
     * with what the commit would refuse: {@code path_conflict}, {@code precondition_failed}.
     *
     * @param length bytes promised, or null while unknown
     * @param leased whether its first writer is at work already
     */
    Future<Opened> open(UploadTerms terms, Long length, boolean leased) {
        return reserved(terms, length, () -> fresh(terms, length, leased));
    }

    /** The same for an upload that waits until its bytes may come, and that is over if it still does at {@code expiresAt}. */
    Future<Opened> openWaiting(UploadTerms terms, Long length, Instant expiresAt) {
        return reserved(terms, length, () -> fresh(terms, length, false).released(expiresAt));
    }

    /**
     * The same for an upload whose parts come in any order.
     *
     * @param length bytes promised
     * @param partSizeWish how large the client would like its parts, or null
     */
    Future<Opened> openParallel(UploadTerms terms, long length, Long partSizeWish) {
        long partSize = engine.sizes().forParallel(partSizeWish, length);
        return reserved(terms, length, () -> fresh(terms, length, partSize, null));
    }

    private Future<Opened> reserved(UploadTerms terms, Long length, Supplier<Upload.Open> fresh) {
        List<UUID> pieces = terms.isFinal() ? terms.concat().partials() : List.of();
        return check(terms, length)
                .compose(fine -> engine.space().reserve(terms.id(), terms.owner(), length, pieces))
                .onSuccess(reserved -> Failpoint.reached("room-reserved"))
                .compose(reserved -> insert(fresh.get()))
                .recover(failure -> repeatedUnless(failure, terms));
    }

    /**
     * A repeat finds its upload, whatever stands against a new one by now: no room, too many, a file at its path (its own), partials
     * that were cleared away when they had become the file.
     *
     * @return fails with {@code refusal} when it is no repeat
     */
    Future<Opened> repeatedUnless(Throwable refusal, UploadTerms terms) {
        boolean askedBefore = refusal instanceof WaybillException known && ASKED_BY_KEY.contains(known.code());
        if (terms.idempotencyKey() == null || askedBefore || !isRefusal(refusal)) {
            return Future.failedFuture(refusal);
        }
        return engine.rows()
                .findByIdempotencyKey(terms.owner(), terms.idempotencyKey())
                .compose(found -> found.isPresent() ? repeated(terms) : Future.failedFuture(refusal));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof WaybillException known && known.code().status() < 500;
    }

    private Future<Opened> repeated(UploadTerms terms) {
        return existing(terms).map(upload -> new Opened(upload, false));
    }

    private Future<Opened> insert(Upload.Open open) {
        Integer most = open.terms().oneShot() ? null : limits.most();
        return engine.rows()
                .insert(open, UploadEvents.opened(open), most)
                .onSuccess(inserted -> Failpoint.reached("upload-row"))
                .compose(inserted ->
                        inserted ? Future.succeededFuture(new Opened(open, true)) : notInserted(open.terms(), most));
    }

    private Future<Opened> notInserted(UploadTerms terms, Integer most) {
        engine.space().release(terms.id());
        return most == null ? repeated(terms) : Future.failedFuture(limits.tooMany());
    }

    /** Refuses what can be refused before a byte is sent. */
    Future<Void> check(UploadTerms terms, Long length) {
        try {
            engine.requireFits(length);
        } catch (WaybillException tooLarge) {
            return Future.failedFuture(tooLarge);
        }
        boolean mayBeRefused =
                terms.conflict() == ConflictMode.REJECT || terms.ifMatch() != null || terms.ifNoneMatch() != null;
        return mayBeRefused ? precheck(terms) : Future.succeededFuture();
    }

    /** The row of a new upload. */
    Upload.Open fresh(UploadTerms terms, Long length, boolean leased) {
        Instant leaseUntil = leased ? engine.leaseFrom(terms.createdAt()) : null;
        return fresh(terms, length, engine.sizes().forLength(length), leaseUntil);
    }

    private Upload.Open fresh(UploadTerms terms, Long length, long partSizeBytes, Instant leaseUntil) {
        Instant now = terms.createdAt();
        return new Upload.Open(
                terms,
                new UploadBytes(
                        length,
                        0,
                        partSizeBytes,
                        0,
                        FindUpload.freshKey(),
                        null,
                        null,
                        null,
                        1,
                        leaseUntil,
                        now,
                        now.plus(engine.settings().expiry())));
    }

    /** The upload that this idempotency key opened; fails with {@code busy} when it was cancelled just now: the key is free. */
    Future<Upload> existing(UploadTerms terms) {
        return engine.rows()
                .findByIdempotencyKey(terms.owner(), terms.idempotencyKey())
                .map(found -> {
                    Upload upload = found.orElseThrow(() -> new WaybillException(
                            ErrorCode.BUSY,
                            "The same request was just given up on another connection. Send it again."));
                    if (!terms.fingerprint().equals(upload.terms().fingerprint())) {
                        throw new WaybillException(
                                ErrorCode.IDEMPOTENCY_CONFLICT,
                                "This Idempotency-Key was used for another request: take a new one.");
                    }
                    return upload;
                });
    }

    private Future<Void> precheck(UploadTerms terms) {
        return metadata.byPath(terms.owner(), terms.path(), null)
                .map(stored -> stored.version().etag())
                .recover(failure -> failure instanceof WaybillException known && known.code() == ErrorCode.NOT_FOUND
                        ? Future.succeededFuture(null)
                        : Future.failedFuture(failure))
                .map(etag -> {
                    if (!Preconditions.hold(terms.ifMatch(), terms.ifNoneMatch(), etag)) {
                        throw new WaybillException(
                                ErrorCode.PRECONDITION_FAILED,
                                "The file at this path is not the one that the condition names.");
                    }
                    if (terms.conflict() == ConflictMode.REJECT && etag != null) {
                        throw new WaybillException(ErrorCode.PATH_CONFLICT, "There is a file at this path already.");
                    }
                    return null;
                });
    }

    /**
     * The result of opening.
     *
     * @param upload the upload as it is
     * @param fresh whether this request made it
     */
    record Opened(Upload upload, boolean fresh) {}
}

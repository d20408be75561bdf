package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Takes bytes into an upload at its offset; with the last one, commits it. */
@ApplicationScoped
public class AppendBytes {
    private static final int ATTEMPTS = 5;

    private final UploadEngine engine;
    private final ActiveWriters writers;
    private final FindUpload find;
    private final CommitUpload commit;
    private final Concatenate concatenate;

    AppendBytes(
            UploadEngine engine, ActiveWriters writers, FindUpload find, CommitUpload commit, Concatenate concatenate) {
        this.engine = engine;
        this.writers = writers;
        this.find = find;
        this.commit = commit;
        this.concatenate = concatenate;
    }

    /**
     * Ends every older writer and makes the caller the only one.
     *
     * <p>Fails with {@code not_found}, {@code forbidden} for a final upload, {@code upload_gone}, {@code offset_mismatch} with
     * the right {@code offset}, {@code inconsistent_length}, {@code too_large}, {@code quota_exceeded}, {@code malformed_request} for another digest
     * than the promised one or when the client has left.
     *
     * @return the upload, OPEN and fenced, or an upload that already has all its bytes
     */
    Future<Upload> takeOver(Claim claim) {
        return takeOver(claim, ATTEMPTS);
    }

    /**
     * Whoever loses to another request that became the writer in between ends that one too, as long as its own client is
     * there: of two, the one that is still wanted writes.
     */
    private Future<Upload> takeOver(Claim claim, int attempts) {
        requireUp();
        return find.settle(claim.owner, claim.id)
                .compose(upload -> claim(upload, claim))
                .recover(failure -> attempts > 1 && UploadRows.isSuperseded(failure)
                        ? takeOver(claim, attempts - 1)
                        : Future.failedFuture(failure));
    }

    private Future<Upload> claim(Upload upload, Claim claim) {
        requireSequential(upload);
        requireAlive(upload);
        requireOwnBytes(upload);
        if (upload.bytes().offset() != claim.offset) {
            return Future.failedFuture(mismatch(upload.bytes().offset(), claim.offset));
        }
        if (!(upload instanceof Upload.Open open)) {
            return Future.succeededFuture(upload);
        }
        engine.requireFits(claim.length);
        Upload.Open promised = open.promising(claim.promised);
        Upload.Open sized = claim.length == null ? promised : promised.withLength(claim.length, engine.sizes());
        Long whole = sized.bytes().length();
        if (whole != null && claim.bodyLength != null && claim.offset + claim.bodyLength > whole) {
            return Future.failedFuture(TusResource.tooLong(whole));
        }
        if (claim.isGone.getAsBoolean()) {
            return Future.failedFuture(BodyChunks.cutOff(null));
        }
        Upload.Open mine = sized.takeOver(FindUpload.freshKey(), engine.leaseFrom(engine.now()));
        return roomFor(open, mine)
                .compose(reserved -> engine.rows().save(open, mine))
                .map(saved -> saved);
    }

    /** Once its length is known, exactly that is reserved. */
    private Future<Void> roomFor(Upload.Open before, Upload.Open after) {
        return before.bytes().length() != null || after.bytes().length() == null
                ? Future.succeededFuture()
                : engine.space()
                        .reserve(
                                after.id(), after.terms().owner(), after.bytes().length(), List.of());
    }

    private static WaybillException mismatch(long offset, long provided) {
        return new WaybillException(ErrorCode.OFFSET_MISMATCH, "The upload stands at another offset: go on there.")
                .with("offset", offset)
                .with("expected-offset", offset)
                .with("provided-offset", provided);
    }

    /**
     * Takes in {@code body} for an upload that {@link #takeOver} or {@link OpenUpload} gave to this request.
     *
     * @return the upload afterwards: OPEN, or COMPLETED when all bytes are here
     */
    Future<Upload> append(Upload.Open mine, RequestBody body) {
        UploadWriter writer = new UploadWriter(engine, mine, body);
        return writers.watch(mine.id(), writer, writer.start())
                .compose(upload -> upload instanceof Upload.Committing committing
                        ? commit(committing).map(done -> done)
                        : Future.succeededFuture(upload))
                .onSuccess(upload -> {
                    if (upload instanceof Upload.Partial) {
                        concatenate.partialSettled(upload.id());
                    }
                });
    }

    /** What came as one part was stored whole a moment ago; nobody need look whether it is there. */
    private Future<Upload.Done> commit(Upload.Committing committing) {
        return committing.bytes().partCount() == 0 ? commit.firstStored(committing) : commit.first(committing);
    }

    /**
     * An upload at its end, for who asks whether it is done: one that has its length is whole, and a commit is driven that
     * is not over.
     *
     * <p>Fails with the refusal of a FAILED upload, {@code upload_gone}, and {@code unavailable} while it commits. A final
     * upload is given back as it is.
     */
    Future<Upload> settled(String owner, UUID id) {
        return settled(owner, id, ATTEMPTS);
    }

    private Future<Upload> settled(String owner, UUID id, int attempts) {
        return standing(owner, id).compose(upload -> {
            if (!(upload instanceof Upload.Open open)
                    || !open.bytes().isComplete()
                    || open.terms().isFinal()) {
                return Future.succeededFuture(upload);
            }
            Upload.Open mine = open.takeOver(FindUpload.freshKey(), engine.leaseFrom(engine.now()));
            return engine.rows()
                    .save(open, mine)
                    .recover(failure -> attempts > 1 && UploadRows.isSuperseded(failure)
                            ? Future.succeededFuture()
                            : Future.failedFuture(failure))
                    .compose(saved -> saved == null
                            ? settled(owner, id, attempts - 1)
                            : append(saved, RequestBody.upToLength(new NoBytes(), null)));
        });
    }

    /**
     * An upload at rest: OPEN as long as nobody has said that its bytes are all, whatever its length, or else COMPLETED; a
     * commit is driven that is not over. Fails as {@link #settled}.
     */
    Future<Upload> standing(String owner, UUID id) {
        return find.promise(owner, id).compose(upload -> {
            requireSequential(upload);
            requireAlive(upload);
            if (upload.terms().isFinal()) {
                return Future.succeededFuture(upload);
            }
            return upload instanceof Upload.Committing
                    ? commit.join(id).compose(done -> standing(owner, id))
                    : Future.succeededFuture(upload);
        });
    }

    private static void requireSequential(Upload upload) {
        if (upload.terms().parallel()) {
            throw new WaybillException(
                    ErrorCode.PARALLEL_UPLOAD,
                    "This upload takes numbered parts, and has no offset: ask for its status, and PUT what is missing.");
        }
    }

    /** Fails with why an upload ended without a version, if it did. */
    static void requireAlive(Upload upload) {
        if (upload instanceof Upload.Failed failed) {
            throw failed.refusal().toException();
        }
        if (upload instanceof Upload.Ended) {
            throw new WaybillException(ErrorCode.UPLOAD_GONE, "This upload has ended. Open a new one.");
        }
    }

    private static void requireOwnBytes(Upload upload) {
        if (upload.terms().isFinal()) {
            throw new WaybillException(
                    ErrorCode.FORBIDDEN,
                    "This file is put together from its partial uploads, and takes no other bytes: send them to those.");
        }
    }

    void requireUp() {
        if (writers.isClosed()) {
            throw StopReason.SHUTDOWN.failure();
        }
    }

    /**
     * What a request says that wants to write.
     *
     * @param offset where its bytes begin
     * @param length the length of the file where it becomes known with this request, or null
     * @param bodyLength how many bytes will come, or null while unknown
     * @param promised the SHA-256 of the whole file where it becomes known with this request, or null
     * @param isGone whether its client has left: such a request becomes no writer any more
     */
    record Claim(
            String owner,
            UUID id,
            long offset,
            Long length,
            Long bodyLength,
            Sha256 promised,
            BooleanSupplier isGone) {}
}

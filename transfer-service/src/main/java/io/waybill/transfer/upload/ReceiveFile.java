package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.admission.AdmissionSettings;
import io.waybill.transfer.admission.Slot;
import io.waybill.transfer.mediatype.SniffType;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.parts.SlabPool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes a whole file in one request. A body that breaks leaves nothing: what it had is discarded.
 *
 * <p>A file of at most 256 KiB is read first and then costs two transactions: its row is COMMITTING from the start, since
 * nothing is acknowledged before it is a version.
 */
@ApplicationScoped
public class ReceiveFile {
    private final UploadEngine engine;
    private final OpenUpload open;
    private final AppendBytes append;
    private final CommitUpload commit;
    private final EndUpload end;
    private final TakeTurns turns;
    private final AdmissionSettings admission;

    ReceiveFile(
            UploadEngine engine,
            OpenUpload open,
            AppendBytes append,
            CommitUpload commit,
            EndUpload end,
            TakeTurns turns,
            AdmissionSettings admission) {
        this.engine = engine;
        this.open = open;
        this.append = append;
        this.commit = commit;
        this.end = end;
        this.turns = turns;
        this.admission = admission;
    }

    /**
     * Takes in {@code body} as the next version at the path of {@code terms}.
     *
     * @param length its bytes, or null while unknown
     * @param welcome run once nothing but the bytes can be refused any more
     * @return the version; the first one again when the idempotency key was used for the same request
     */
    public Future<FileVersion> receive(UploadTerms terms, Long length, ReadStream<Buffer> body, Runnable welcome) {
        append.requireUp();
        Optional<Slot> slot = turns.now(terms, length);
        return slot.isPresent()
                ? slot.get().during(() -> receiveNow(terms, length, body, welcome))
                : receiveInTurn(terms, length, body, welcome);
    }

    /** The same, where it is the turn of the request that {@code body} is a piece of. */
    public Future<FileVersion> receiveNow(UploadTerms terms, Long length, ReadStream<Buffer> body, Runnable welcome) {
        append.requireUp();
        boolean small = length != null && length <= SlabPool.SLAB_BYTES;
        if (!small) {
            return receiveLarge(terms, length, body, welcome);
        }
        Future<Optional<Upload>> before = terms.idempotencyKey() == null
                ? Future.succeededFuture(Optional.empty())
                : engine.rows().findByIdempotencyKey(terms.owner(), terms.idempotencyKey());
        return before.compose(found -> found.isPresent()
                ? replay(terms, length, body, welcome)
                : open.check(terms, length)
                        .compose(fine -> engine.space().check(terms.owner(), length))
                        .compose(fits -> {
                            welcome.run();
                            return receiveSmall(terms, length, body);
                        }));
    }

    /**
     * Its upload is opened first, so that it can be seen in line. With an idempotency key it stays there for a while when its
     * client is told to come back; without one nobody could.
     */
    private Future<FileVersion> receiveInTurn(
            UploadTerms terms, Long length, ReadStream<Buffer> body, Runnable welcome) {
        Instant expiresAt = engine.now().plus(admission.maxWait()).plus(admission.keep());
        return open.openWaiting(terms, length, expiresAt).compose(opened -> {
            if (!(opened.upload() instanceof Upload.Open waiting)) {
                return replay(terms, length, body, welcome);
            }
            if (!opened.fresh() && !isUntouched(waiting)) {
                return end.cancel(terms.owner(), waiting.id())
                        .compose(gone -> receiveInTurn(terms, length, body, welcome));
            }
            return turns.inTurn(waiting, length, body, now -> takeOver(now).compose(mine -> {
                        welcome.run();
                        return wholeBody(mine, body);
                    }))
                    .recover(failure ->
                            terms.idempotencyKey() == null ? gone(waiting, failure) : Future.failedFuture(failure));
        });
    }

    /** A body that breaks leaves nothing. */
    private Future<FileVersion> wholeBody(Upload.Open mine, ReadStream<Buffer> body) {
        return append.append(mine, RequestBody.wholeFile(body))
                .map(ReceiveFile::version)
                .recover(failure -> gone(mine, failure));
    }

    private Future<FileVersion> gone(Upload.Open upload, Throwable failure) {
        return end.cancel(upload.terms().owner(), upload.id())
                .otherwiseEmpty()
                .compose(gone -> Future.failedFuture(failure));
    }

    private Future<Upload.Open> takeOver(Upload waited) {
        AppendBytes.requireAlive(waited);
        if (!(waited instanceof Upload.Open open) || !isUntouched(open)) {
            throw UploadRows.superseded();
        }
        return engine.rows().save(open, open.takeOver(FindUpload.freshKey(), engine.leaseFrom(engine.now())));
    }

    private static boolean isUntouched(Upload.Open upload) {
        return upload.bytes().leaseUntil() == null && upload.bytes().offset() == 0;
    }

    private Future<FileVersion> receiveLarge(
            UploadTerms terms, Long length, ReadStream<Buffer> body, Runnable welcome) {
        return open.open(terms, length, true).compose(opened -> {
            if (!opened.fresh()) {
                return replay(terms, length, body, welcome);
            }
            welcome.run();
            return wholeBody((Upload.Open) opened.upload(), body);
        });
    }

    /** The answer that the same request got before; an unfinished one is ended and begun again. */
    private Future<FileVersion> replay(UploadTerms terms, Long length, ReadStream<Buffer> body, Runnable welcome) {
        return open.existing(terms).compose(earlier -> {
            if (earlier instanceof Upload.Open) {
                return end.cancel(terms.owner(), earlier.id())
                        .compose(gone -> receiveLarge(terms, length, body, welcome));
            }
            return append.settled(terms.owner(), earlier.id())
                    .map(ReceiveFile::version)
                    .recover(failure -> earlier instanceof Upload.Committing && neverArrived(failure)
                            ? receiveLarge(terms, length, body, welcome)
                            : Future.failedFuture(failure));
        });
    }

    /** A replica died between the row of a small file and its bytes: they are at hand again. */
    private static boolean neverArrived(Throwable failure) {
        return failure instanceof WaybillException known && known.code() == ErrorCode.UPLOAD_GONE;
    }

    private Future<FileVersion> receiveSmall(UploadTerms terms, long length, ReadStream<Buffer> body) {
        PartBuffer part = new PartBuffer(engine.pool(), Math.max(1, length));
        return SmallBody.read(engine, body, part, length)
                .compose(read -> {
                    part.seal();
                    requireExpected(terms, part.sha256());
                    return typed(terms, part);
                })
                .compose(typed -> record(typed, part))
                .onComplete(over -> part.release())
                .compose(commit::firstStored)
                .map(ReceiveFile::version);
    }

    private Future<UploadTerms> typed(UploadTerms terms, PartBuffer part) {
        return terms.wantsType()
                ? engine.types()
                        .of(terms.path(), part.head(SniffType.HEAD_BYTES))
                        .map(terms::typed)
                : Future.succeededFuture(terms);
    }

    private Future<Upload.Committing> record(UploadTerms terms, PartBuffer part) {
        Instant now = engine.now();
        Upload.Open opening = open.fresh(terms, part.sizeBytes(), true);
        Upload.Committing whole = opening.completeWhole(part.sizeBytes(), part.sums(), engine.leaseFrom(now), now);
        Upload.Committing row = new Upload.Committing(terms, whole.bytes(), whole.sums(), false);
        return engine.rows()
                .insert(row, UploadEvents.opened(row))
                .onSuccess(inserted -> Failpoint.reached("small-row"))
                .compose(inserted -> inserted
                        ? engine.retries()
                                .call(() -> engine.store().put(row.bytes().storeKey(), part))
                                .onSuccess(stored -> Failpoint.reached("small-stored"))
                                .map(stored -> row)
                                .recover(failure -> abandon(row).compose(gone -> Future.failedFuture(failure)))
                        : Future.failedFuture(new WaybillException(
                                ErrorCode.BUSY,
                                "The same request is being answered on another connection. Ask again.")));
    }

    private Future<Void> abandon(Upload.Committing row) {
        Upload.Cancelled cancelled = row.abandon(engine.now());
        return engine.rows()
                .save(row, cancelled, List.of(), UploadEvents.cancelled(cancelled))
                .compose(told -> engine.discard().discard(cancelled))
                .otherwiseEmpty();
    }

    private static void requireExpected(UploadTerms terms, Sha256 actual) {
        Sha256 expected = terms.expectedSha256();
        if (expected != null && !expected.equals(actual)) {
            throw DurableBytes.mismatch(expected, actual);
        }
    }

    private static FileVersion version(Upload upload) {
        if (upload instanceof Upload.Completed completed) {
            return completed.version();
        }
        throw CommitUpload.stillCommitting(null);
    }

    /** A small body, read whole into one part. */
    private static final class SmallBody {
        private final BodyChunks chunks;
        private final PartBuffer part;
        private final long length;
        private final Promise<Void> done = Promise.promise();

        private SmallBody(ReadStream<Buffer> body, PartBuffer part, long length) {
            this.chunks = new BodyChunks(body);
            this.part = part;
            this.length = length;
        }

        static Future<Void> read(UploadEngine engine, ReadStream<Buffer> body, PartBuffer part, long length) {
            SmallBody reading = new SmallBody(body, part, length);
            long timer = engine.vertx()
                    .setTimer(engine.settings().bodyIdle().toMillis(), fired -> reading.chunks.abandon(late()));
            reading.pump();
            return reading.done.future().onComplete(over -> engine.vertx().cancelTimer(timer));
        }

        private void pump() {
            chunks.next().onComplete(next -> {
                if (next.failed()) {
                    done.tryFail(next.cause());
                } else if (next.result().isPresent()) {
                    append(next.result().get(), 0);
                } else if (part.sizeBytes() != length) {
                    done.tryFail(incomplete());
                } else {
                    done.tryComplete();
                }
            });
        }

        private void append(Buffer chunk, int from) {
            int next = from + part.append(chunk, from);
            if (next == chunk.length()) {
                pump();
            } else if (part.isFull()) {
                done.tryFail(incomplete());
            } else {
                part.grow(Duration.ofSeconds(1))
                        .onSuccess(grown -> append(chunk, next))
                        .onFailure(done::tryFail);
            }
        }

        private static WaybillException late() {
            return new WaybillException(
                    ErrorCode.REQUEST_TIMEOUT, "The body did not come in time. Nothing was kept: send the file again.");
        }

        private static WaybillException incomplete() {
            return new WaybillException(
                    ErrorCode.INCONSISTENT_LENGTH, "The body does not have its announced length. Send the file again.");
        }
    }
}

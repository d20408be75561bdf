package io.waybill.transfer.upload;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.integrity.ContentSums;
import io.waybill.transfer.integrity.ResumableSha256;
import io.waybill.transfer.mediatype.SniffType;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the bytes of one writer durable: first the store, then the row. Rows are written one after the other, in the order of
 * the bytes; two parts may be on their way to the store at once.
 *
 * <p>With a check over the body, the row is left alone until the end of the request: nothing is acknowledged before it
 * holds. What a step left in the store and no row speaks of is removed when the writer turns out to be superseded; after a
 * crash the sweep does it. For one Vert.x context.
 */
final class DurableBytes {
    private final UploadEngine engine;
    private final RequestBody body;
    private final List<StoredPartRow> unsavedParts = new ArrayList<>();
    private final List<String> unsavedKeys = new ArrayList<>();
    private StagedObject unsavedStage;
    private Upload.Open saved;
    private Upload.Open current;
    private Future<ResumableSha256> whole;
    private Future<Void> work = Future.succeededFuture();

    /** The number of the last full part that was handed over. */
    private int lastNumber;

    DurableBytes(UploadEngine engine, Upload.Open saved, RequestBody body) {
        this.engine = engine;
        this.saved = saved;
        this.current = saved;
        this.lastNumber = saved.bytes().partCount();
        this.body = body;
    }

    /** What the row says now. */
    Upload.Open saved() {
        return saved;
    }

    /** The tail as of the last finished step. */
    Tail tail() {
        return current.bytes().tail();
    }

    /** The steps asked for so far: fails as soon as one of them did. */
    Future<Void> work() {
        return work;
    }

    /** The part {@code buffer}, which comes after all that was handed over so far and is not filled yet. */
    DigestedPart next(PartBuffer buffer) {
        return new DigestedPart(engine.vertx(), buffer, whole().map(ResumableSha256::copy));
    }

    private Future<ResumableSha256> whole() {
        if (whole == null) {
            Buffer state = saved.bytes().digestState();
            whole = Future.succeededFuture(state)
                    .map(from -> from == null ? ResumableSha256.start() : ResumableSha256.resume(from.getBytes()));
        }
        return whole;
    }

    /**
     * Stores a full part and acknowledges it after those before it; the buffer is released. Its bytes are sent to the store at
     * once, whatever has become of the part before: they count for nothing until the row says so.
     */
    Future<Void> storePart(DigestedPart full) {
        PartBuffer part = full.buffer();
        Future<ResumableSha256> end = full.seal();
        whole = end;
        int number = ++lastNumber;
        Future<String> type = number == 1 ? typeOf(part) : Future.succeededFuture();
        String stageId = current.bytes().stageId();
        Future<StoredPart> ahead = stageId == null
                ? Future.succeededFuture()
                : end.compose(digest -> put(new StagedObject(current.bytes().storeKey(), stageId), number, part));
        return then(
                part,
                () -> end.compose(digest -> (stageId == null ? stageAndPut(number, part) : ahead)
                                .map(stored -> withPart(stored, part, digest)))
                        .compose(stored -> type.map(this::typed))
                        .compose(this::acknowledge),
                ahead);
    }

    /** What the first part, which has all the first bytes of the file, shows it to be; null where nobody asks. */
    private Future<String> typeOf(PartBuffer first) {
        UploadTerms terms = saved.terms();
        return terms.wantsType()
                ? engine.types().of(terms.path(), first.head(SniffType.HEAD_BYTES))
                : Future.succeededFuture();
    }

    private Upload.Open typed(String type) {
        current = type == null ? current : current.typed(type);
        return current;
    }

    /** Stores what a part holds so far as the tail and acknowledges it; the buffer is released. */
    Future<Void> spill(DigestedPart partial) {
        return then(partial.buffer(), () -> putTail(partial).compose(this::acknowledge), Future.succeededFuture());
    }

    /** Says that the writer is still at work; does nothing while a step is running, which says so itself. */
    void renew() {
        if (work.succeeded() && body.check() == null) {
            work = acknowledge(current);
        }
    }

    /** The request is over and its bytes are acknowledged. */
    Future<Upload.Open> release() {
        Instant now = engine.now();
        return work.compose(
                done -> save(current.released(now.plus(engine.settings().expiry()))));
    }

    /**
     * The request is over and its unacknowledged bytes are dropped from the store; but not where a row may name them by now,
     * because the answer to a save was lost and another has gone on from there: what no row names the sweep finds.
     *
     * @param fenced whether the row is another's now, and not to be touched
     */
    Future<Upload.Open> rollback(boolean fenced) {
        return work.transform(outcome -> fenced && isInDoubt(outcome) ? Future.succeededFuture() : dropUnsaved())
                .compose(dropped -> {
                    current = saved;
                    return fenced
                            ? Future.succeededFuture(saved)
                            : save(saved.released(saved.bytes().expiresAt()));
                });
    }

    private boolean isInDoubt(AsyncResult<Void> outcome) {
        return outcome.failed() && !UploadRows.isSuperseded(outcome.cause()) && body.end() != RequestBody.End.OF_UPLOAD;
    }

    /**
     * Stores the last bytes and moves the upload to COMMITTING; the buffer is released. When the digest is not the promised
     * one the upload is FAILED and discarded, and the future fails with {@code digest_mismatch}.
     *
     * @param last the bytes after the last whole part; may be empty
     */
    Future<Upload.Committing> complete(DigestedPart last) {
        Future<Upload.Committing> committing =
                work.compose(done -> current.bytes().partCount() == 0 ? completeWhole(last) : completeParts(last));
        work = committing.<Void>mapEmpty().onComplete(settled -> last.buffer().release());
        return committing;
    }

    /** The only part is the file, and has its sums. */
    private Future<Upload.Committing> completeWhole(DigestedPart all) {
        return all.sealWhole().compose(sums -> asPromised(sums.sha256()).compose(kept -> {
            String key = current.bytes().storeKey();
            unsavedKeys.add(key);
            Future<String> type = typeOf(all.buffer());
            return engine.retries()
                    .call(() -> engine.store().put(key, all.buffer()))
                    .compose(stored -> type.map(this::typed))
                    .compose(stored -> {
                        Failpoint.reached("whole-stored");
                        Instant now = engine.now();
                        return saveMove(
                                current.completeWhole(all.buffer().sizeBytes(), sums, engine.leaseFrom(now), now));
                    });
        }));
    }

    private Future<Upload.Committing> completeParts(DigestedPart last) {
        return last.seal().compose(digest -> {
            ContentSums sums = digest.sums();
            return asPromised(sums.sha256())
                    .compose(kept -> last.buffer().sizeBytes() == 0
                            ? Future.succeededFuture(current)
                            : stageAndPut(current.bytes().partCount() + 1, last.buffer())
                                    .map(stored -> withPart(stored, last.buffer(), digest)))
                    .compose(open -> saveMove(open.complete(sums, engine.leaseFrom(engine.now()))));
        });
    }

    private Future<Void> asPromised(Sha256 sha256) {
        Sha256 expected = saved.terms().expectedSha256();
        return expected == null || expected.equals(sha256)
                ? Future.succeededFuture()
                : fail(mismatch(expected, sha256)).mapEmpty();
    }

    /** The upload is FAILED for {@code why} and discarded; the future fails with it. */
    Future<Upload.Committing> refuse(WaybillException why) {
        return work.otherwiseEmpty().compose(settled -> fail(why));
    }

    private Future<Upload.Committing> fail(WaybillException why) {
        Upload.Failed failed = saved.refuse(why, engine.now());
        return engine.rows()
                .save(saved, failed, List.of(), UploadEvents.failed(failed))
                .compose(told -> dropUnsaved())
                .compose(dropped -> engine.discard().discard(failed))
                .otherwiseEmpty()
                .compose(discarded -> Future.failedFuture(why));
    }

    static WaybillException mismatch(Sha256 expected, Sha256 actual) {
        return new WaybillException(
                        ErrorCode.DIGEST_MISMATCH,
                        "The bytes that arrived do not have the promised SHA-256. Nothing was kept: send the file again.")
                .with("expected", expected.hex())
                .with("actual", actual.hex());
    }

    /** @param sending what reads the part meanwhile: as long as that goes on, the work is not over, even if it failed */
    private Future<Void> then(PartBuffer part, Supplier<Future<Void>> step, Future<?> sending) {
        work = work.compose(done -> step.get())
                .transform(outcome -> sending.transform(sent -> (Future<Void>) outcome))
                .onComplete(settled -> part.release());
        return work;
    }

    private Future<StoredPart> stageAndPut(int number, PartBuffer part) {
        return stage().compose(stage -> put(stage, number, part));
    }

    private Future<StoredPart> put(StagedObject stage, int number, PartBuffer part) {
        long started = System.nanoTime();
        return engine.retries()
                .call(() -> engine.store().putPart(stage, number, part))
                .onSuccess(stored -> {
                    Failpoint.reached("part-stored");
                    engine.metrics().partStored(part.sizeBytes(), System.nanoTime() - started);
                });
    }

    private Upload.Open withPart(StoredPart stored, PartBuffer part, ResumableSha256 digest) {
        unsavedParts.add(new StoredPartRow(stored, part.sha256()));
        dropUnsavedTail();
        current = current.withPart(part.sizeBytes(), Buffer.buffer(digest.state()), engine.now());
        return current;
    }

    private Future<StagedObject> stage() {
        String key = current.bytes().storeKey();
        if (current.bytes().stageId() != null) {
            return Future.succeededFuture(new StagedObject(key, current.bytes().stageId()));
        }
        return engine.stage(key).onSuccess(stage -> {
            unsavedStage = stage;
            current = current.staged(stage.stageId());
        });
    }

    private Future<Upload.Open> putTail(DigestedPart part) {
        PartBuffer partial = part.buffer();
        long end = current.bytes().partBytes() + partial.sizeBytes();
        String key = StoreKeys.tail(current.id(), current.epoch(), end);
        return part.sealAlone().compose(sha256 -> {
            unsavedKeys.add(key);
            return engine.retries().call(() -> engine.store().put(key, partial)).map(stored -> {
                Failpoint.reached("tail-stored");
                dropUnsavedTail();
                Tail tail = new Tail(key, partial.sizeBytes(), sha256);
                current = current.withTail(tail, current.bytes().digestState(), engine.now());
                engine.metrics().spilled(partial.sizeBytes());
                return current;
            });
        });
    }

    /** A tail that was stored while the row is held, and that is swallowed before the row ever named it. */
    private void dropUnsavedTail() {
        Tail tail = current.bytes().tail();
        if (tail != null && !tail.equals(saved.bytes().tail()) && unsavedKeys.remove(tail.key())) {
            engine.deleteQuietly(tail.key());
        }
    }

    private Future<Void> acknowledge(Upload.Open next) {
        Instant now = engine.now();
        return body.check() != null
                ? Future.succeededFuture()
                : save(next.renewed(
                                engine.leaseFrom(now),
                                now.plus(engine.settings().expiry())))
                        .mapEmpty();
    }

    private Future<Upload.Open> save(Upload.Open next) {
        long before = saved.bytes().offset();
        return saveMove(next).onSuccess(moved -> {
            saved = moved;
            current = moved;
            if (moved.bytes().offset() > before) {
                body.acknowledged().accept(moved.bytes().offset());
            }
        });
    }

    private <U extends Upload> Future<U> saveMove(U next) {
        Tail swallowed = saved.bytes().tail();
        return engine.rows()
                .save(saved, next, List.copyOf(unsavedParts), null)
                .onSuccess(moved -> {
                    Failpoint.reached(moved instanceof Upload.Committing ? "tx1" : "offset-row");
                    unsavedParts.clear();
                    unsavedKeys.clear();
                    unsavedStage = null;
                    if (swallowed != null && !swallowed.equals(moved.bytes().tail())) {
                        engine.deleteQuietly(swallowed.key());
                    }
                })
                .recover(failure -> UploadRows.isSuperseded(failure)
                        ? dropUnsaved().compose(dropped -> Future.failedFuture(failure))
                        : Future.failedFuture(failure));
    }

    private Future<Void> dropUnsaved() {
        List<Future<Void>> drops = new ArrayList<>();
        unsavedKeys.forEach(key -> drops.add(engine.store().delete(key)));
        if (unsavedStage != null) {
            drops.add(engine.store().discard(unsavedStage));
        }
        unsavedKeys.clear();
        unsavedParts.clear();
        unsavedStage = null;
        return Future.join(drops).otherwiseEmpty().mapEmpty();
    }
}

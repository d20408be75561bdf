package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.integrity.ResumableSha256;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the bytes of one writer durable, one step after the other: first the store, then the row.
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
    private ResumableSha256 whole;
    private Future<Void> work = Future.succeededFuture();

    DurableBytes(UploadEngine engine, Upload.Open saved, RequestBody body) {
        this.engine = engine;
        this.saved = saved;
        this.current = saved;
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

    /** Stores a full part and acknowledges it; the buffer is released. */
    Future<Void> storePart(PartBuffer full) {
        return then(
                full, () -> seal(full).compose(digest -> putPart(full, digest)).compose(next -> acknowledge(next)));
    }

    /** Stores what a part holds so far as the tail and acknowledges it; the buffer is released. */
    Future<Void> spill(PartBuffer partial) {
        return then(partial, () -> putTail(partial).compose(next -> acknowledge(next)));
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
     * The request is over and its unacknowledged bytes are dropped from the store.
     *
     * @param fenced whether the row is another's now, and not to be touched
     */
    Future<Upload.Open> rollback(boolean fenced) {
        return work.otherwiseEmpty().compose(settled -> dropUnsaved()).compose(dropped -> {
            current = saved;
            return fenced
                    ? Future.succeededFuture(saved)
                    : save(saved.released(saved.bytes().expiresAt()));
        });
    }

    /**
     * Stores the last bytes and moves the upload to COMMITTING; the buffer is released. When the digest is not the promised
     * one the upload is FAILED and discarded, and the future fails with {@code digest_mismatch}.
     *
     * @param last the bytes after the last whole part; may be empty
     */
    Future<Upload.Committing> complete(PartBuffer last) {
        Future<Upload.Committing> committing = work.compose(done -> seal(last)).compose(digest -> {
            Sha256 sha256 = whole.digest();
            Sha256 expected = saved.terms().expectedSha256();
            if (expected != null && !expected.equals(sha256)) {
                return fail(mismatch(expected, sha256));
            }
            return current.bytes().partCount() == 0 ? completeWhole(last, sha256) : completeParts(last, digest, sha256);
        });
        work = committing.<Void>mapEmpty().onComplete(settled -> last.release());
        return committing;
    }

    private Future<Upload.Committing> completeWhole(PartBuffer all, Sha256 sha256) {
        String key = current.bytes().storeKey();
        unsavedKeys.add(key);
        return engine.retries().call(() -> engine.store().put(key, all)).compose(stored -> {
            Failpoint.reached("whole-stored");
            Instant now = engine.now();
            return saveMove(current.completeWhole(all.sizeBytes(), sha256, engine.leaseFrom(now), now));
        });
    }

    private Future<Upload.Committing> completeParts(PartBuffer last, Buffer digest, Sha256 sha256) {
        Future<Upload.Open> all = last.sizeBytes() == 0 ? Future.succeededFuture(current) : putPart(last, digest);
        return all.compose(open -> saveMove(open.complete(sha256, engine.leaseFrom(engine.now()))));
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

    private Future<Void> then(PartBuffer part, java.util.function.Supplier<Future<Void>> step) {
        work = work.compose(done -> step.get()).onComplete(settled -> part.release());
        return work;
    }

    private Future<Buffer> seal(PartBuffer part) {
        return engine.vertx()
                .executeBlocking(
                        () -> {
                            if (whole == null) {
                                Buffer state = saved.bytes().digestState();
                                whole = state == null
                                        ? ResumableSha256.start()
                                        : ResumableSha256.resume(state.getBytes());
                            }
                            part.seal(whole);
                            return Buffer.buffer(whole.state());
                        },
                        false);
    }

    private Future<Upload.Open> putPart(PartBuffer part, Buffer digest) {
        long started = System.nanoTime();
        int number = current.bytes().partCount() + 1;
        return stage().compose(
                        stage -> engine.retries().call(() -> engine.store().putPart(stage, number, part)))
                .map(stored -> {
                    Failpoint.reached("part-stored");
                    engine.metrics().partStored(part.sizeBytes(), System.nanoTime() - started);
                    return withPart(stored, part, digest);
                });
    }

    private Upload.Open withPart(StoredPart stored, PartBuffer part, Buffer digest) {
        unsavedParts.add(new StoredPartRow(stored, part.sha256()));
        dropUnsavedTail();
        current = current.withPart(part.sizeBytes(), digest, engine.now());
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

    private Future<Upload.Open> putTail(PartBuffer partial) {
        long end = current.bytes().partBytes() + partial.sizeBytes();
        String key = StoreKeys.tail(current.id(), current.epoch(), end);
        return engine.vertx()
                .executeBlocking(
                        () -> {
                            partial.seal();
                            return partial.sha256();
                        },
                        false)
                .compose(sha256 -> {
                    unsavedKeys.add(key);
                    return engine.retries()
                            .call(() -> engine.store().put(key, partial))
                            .map(stored -> {
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

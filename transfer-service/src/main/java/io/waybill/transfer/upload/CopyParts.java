package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the bytes of partial uploads into the parts of one final upload, a few at a time: first the store, then the row, so
 * that whoever goes on after a crash copies at most one batch again.
 */
final class CopyParts {
    private static final int BATCH = 16;

    private final UploadEngine engine;
    private final ReloadTurns copies;
    private final List<CopyPlan.Step> steps;
    private final UploadSpeed speed = new UploadSpeed(System.nanoTime());
    private StagedObject unsavedStage;
    private Upload.Open saved;

    /**
     * @param start the upload, taken over by the caller
     * @param sources the objects that its bytes are in, in order
     * @param copies who may copy now, shared by all uploads
     */
    CopyParts(UploadEngine engine, Upload.Open start, List<CopyPlan.Source> sources, ReloadTurns copies) {
        UploadBytes bytes = start.bytes();
        this.engine = engine;
        this.copies = copies;
        this.saved = start;
        this.steps = CopyPlan.of(
                        sources,
                        bytes.offset(),
                        bytes.partCount(),
                        engine.store().partRules())
                .steps();
    }

    /** The upload with every byte of its sources in a durable part. */
    Future<Upload.Open> run() {
        return from(0);
    }

    private Future<Upload.Open> from(int step) {
        if (step == steps.size()) {
            return Future.succeededFuture(saved);
        }
        int end = Math.min(step + BATCH, steps.size());
        return stage().compose(stage -> store(stage, steps.subList(step, end)))
                .onSuccess(stored -> Failpoint.reached("copies-stored"))
                .compose(this::save)
                .recover(failure -> dropUnsaved(failure).compose(dropped -> Future.failedFuture(failure)))
                .compose(next -> from(end));
    }

    private Future<StagedObject> stage() {
        UploadBytes bytes = saved.bytes();
        return bytes.stageId() != null
                ? Future.succeededFuture(new StagedObject(bytes.storeKey(), bytes.stageId()))
                : engine.stage(bytes.storeKey()).onSuccess(staged -> unsavedStage = staged);
    }

    private Future<List<StoredPartRow>> store(StagedObject stage, List<CopyPlan.Step> batch) {
        List<Future<StoredPartRow>> parts = new ArrayList<>();
        int number = saved.bytes().partCount();
        for (CopyPlan.Step step : batch) {
            int next = ++number;
            parts.add(copies.take(1)
                    .compose(turn -> store(stage, next, step).onComplete(over -> turn.end()))
                    .onSuccess(stored -> Failpoint.reached("copy-stored")));
        }
        return Future.join(parts).map(all -> parts.stream().map(Future::result).toList());
    }

    private Future<StoredPartRow> store(StagedObject stage, int number, CopyPlan.Step step) {
        if (step instanceof CopyPlan.Gather gather) {
            return GatherPart.with(engine, gather.ranges(), part -> engine.retries()
                    .call(() -> engine.store().putPart(stage, number, part))
                    .map(stored -> new StoredPartRow(stored, part.sha256())));
        }
        CopyPlan.Range range = ((CopyPlan.Copy) step).range();
        return engine.retries()
                .call(() -> engine.store().copyPart(stage, number, range.key(), range.offset(), range.length()))
                .map(stored -> new StoredPartRow(stored, null));
    }

    private Future<Upload.Open> save(List<StoredPartRow> parts) {
        Instant now = engine.now();
        Upload.Open next = unsavedStage == null ? saved : saved.staged(unsavedStage.stageId());
        long copied = 0;
        for (StoredPartRow row : parts) {
            StoredPart part = row.part();
            next = next.withCopy(part.sizeBytes(), now);
            copied += part.sizeBytes();
        }
        next = next.renewed(engine.leaseFrom(now), next.bytes().expiresAt());
        long bytesPerSecond = speed.add(copied, System.nanoTime());
        return engine.rows().save(saved, next, parts, null).onSuccess(moved -> {
            Failpoint.reached("copies-row");
            saved = moved;
            unsavedStage = null;
            engine.report(moved, moved.bytes().offset(), bytesPerSecond);
        });
    }

    /** A staging that the row does not name is removed, unless it is not known whether the row does. */
    private Future<Void> dropUnsaved(Throwable failure) {
        boolean known = failure instanceof WaybillException reason && reason.code() != ErrorCode.DATABASE_UNAVAILABLE;
        return unsavedStage == null || !known
                ? Future.succeededFuture()
                : engine.store().discard(unsavedStage).otherwiseEmpty();
    }
}

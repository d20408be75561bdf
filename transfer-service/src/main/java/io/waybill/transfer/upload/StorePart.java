package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.storage.StagedObject;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes one part of a parallel upload durable: the claim, then the bytes, then the line in the manifest, which is the
 * acknowledgement. A crash in between leaves bytes that nothing lists, and the same part may come again.
 */
@ApplicationScoped
public class StorePart {
    private final UploadEngine engine;
    private final ParallelRows rows;
    private final ActiveParts active;

    StorePart(UploadEngine engine, ParallelRows rows, ActiveParts active) {
        this.engine = engine;
        this.rows = rows;
        this.active = active;
    }

    /**
     * Stores a sealed part. Done without storing when it is there already; fails with {@code part_conflict} when other bytes
     * are, with {@code busy} while other bytes are on their way, and with why the upload takes no more parts.
     */
    Future<Void> store(Upload.Open upload, int number, PartBuffer part) {
        PartPlan plan = PartPlan.of(upload.bytes());
        return rows.claim(upload, plan, number, part.sha256(), engine.settings().lease())
                .onSuccess(claimed -> Failpoint.reached("part-claimed"))
                .compose(slot -> slot.isPresent()
                        ? putAndList(upload, number, slot.get(), part)
                        : settled(upload, number, part.sha256()));
    }

    private Future<Void> putAndList(Upload.Open upload, int number, int slot, PartBuffer part) {
        long started = System.nanoTime();
        return stage(upload)
                .compose(staged -> engine.retries().call(() -> engine.store().putPart(staged, slot, part)))
                .onSuccess(stored -> {
                    Failpoint.reached("part-stored");
                    engine.metrics().partStored(part.sizeBytes(), System.nanoTime() - started);
                })
                .recover(failure -> rows.release(upload.id(), number, part.sha256())
                        .otherwiseEmpty()
                        .compose(released -> isOver(failure)
                                ? settled(upload, number, part.sha256()).compose(there -> Future.failedFuture(failure))
                                : Future.failedFuture(failure)))
                .compose(stored ->
                        rows.list(upload, number, stored, engine.settings().expiry()))
                .compose(acknowledged -> {
                    Failpoint.reached("offset-row");
                    if (acknowledged.isEmpty()) {
                        return settled(upload, number, part.sha256());
                    }
                    long speed = active.bytesPerSecond(upload.id());
                    engine.feed().report(UploadEvents.progressed(upload, acknowledged.get(), speed));
                    return Future.succeededFuture();
                });
    }

    /** Where the parts go; of several who find out at once that there is no such place yet, one makes it. */
    private Future<StagedObject> stage(Upload.Open upload) {
        UploadBytes bytes = upload.bytes();
        if (bytes.stageId() != null) {
            return Future.succeededFuture(new StagedObject(bytes.storeKey(), bytes.stageId()));
        }
        return engine.rows().find(upload.id()).compose(found -> {
            String known = found.map(now -> now.bytes().stageId()).orElse(null);
            if (known != null) {
                return Future.succeededFuture(new StagedObject(bytes.storeKey(), known));
            }
            return engine.stage(bytes.storeKey()).compose(staged -> rows.stage(upload, staged)
                    .compose(mine -> mine ? Future.succeededFuture(staged) : another(upload, staged)));
        });
    }

    private Future<StagedObject> another(Upload.Open upload, StagedObject unwanted) {
        return engine.store()
                .discard(unwanted)
                .otherwiseEmpty()
                .compose(gone -> engine.rows().find(upload.id()))
                .map(found -> found.map(now -> now.bytes().stageId())
                        .map(stageId -> new StagedObject(upload.bytes().storeKey(), stageId))
                        .orElseThrow(UploadRows::superseded));
    }

    /** What became of a part that could not be claimed or listed: it is there, or this says why it is not. */
    private Future<Void> settled(Upload.Open upload, int number, Sha256 sha256) {
        return engine.rows().find(upload.id()).compose(found -> {
            ReceivePart.requireOpen(found.orElseThrow(UploadRows::superseded));
            return rows.find(upload.id(), number).map(there -> {
                ParallelRows.Claim claim = there.orElseThrow(UploadRows::superseded);
                if (claim.stored() && claim.sha256().equals(sha256)) {
                    return null;
                }
                boolean last = claim.slot() == PartPlan.of(upload.bytes()).lastSlot(number);
                throw claim.stored() || last ? conflict(claim.sha256(), sha256) : busy();
            });
        });
    }

    private static boolean isOver(Throwable failure) {
        return failure instanceof WaybillException known
                && (known.code() == ErrorCode.NOT_FOUND || known.code() == ErrorCode.UPLOAD_SUPERSEDED);
    }

    private static WaybillException conflict(Sha256 stored, Sha256 sent) {
        return new WaybillException(
                        ErrorCode.PART_CONFLICT,
                        "This part was sent before with other bytes. Send the same ones, or open a new upload.")
                .with("expected", stored.hex())
                .with("actual", sent.hex());
    }

    private static WaybillException busy() {
        return new WaybillException(
                ErrorCode.BUSY, "Other bytes for this part are being stored right now. Ask which parts are there.");
    }
}

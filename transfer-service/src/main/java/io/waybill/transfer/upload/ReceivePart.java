package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.UploadPart;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Takes in one numbered part, beside any others of the same upload, here and in other replicas. */
@ApplicationScoped
public class ReceivePart {
    private final UploadEngine engine;
    private final ActiveParts active;
    private final StorePart store;
    private final TakeTurns turns;

    ReceivePart(UploadEngine engine, ActiveParts active, StorePart store, TakeTurns turns) {
        this.engine = engine;
        this.active = active;
        this.store = store;
        this.turns = turns;
    }

    /**
     * Takes in {@code body} as part {@code number}; once this completes the part is never taken back. The same bytes again
     * are fine.
     *
     * <p>Fails with {@code digest_mismatch}, {@code too_large}, {@code inconsistent_length}, {@code part_conflict},
     * {@code busy}; nothing of the body is left then.
     *
     * @param welcome run once nothing but the bytes can be refused any more
     */
    Future<UploadPart> receive(String owner, UUID id, int number, SentBody body, Runnable welcome) {
        if (active.isClosed()) {
            throw StopReason.SHUTDOWN.failure();
        }
        return turns.part(owner, id, body.length(), body.bytes(), () -> receiveNow(owner, id, number, body, welcome));
    }

    private Future<UploadPart> receiveNow(String owner, UUID id, int number, SentBody body, Runnable welcome) {
        return engine.rows().find(id).compose(found -> {
            Upload.Open upload = requireOpen(FindUpload.owned(found, owner, id));
            PartPlan plan = PartPlan.of(upload.bytes());
            plan.requirePart(number);
            if (body.length() != null) {
                plan.requireSize(number, body.length());
            }
            welcome.run();
            PartWriter writer =
                    new PartWriter(engine, upload, number, body.bytes(), bytes -> active.arrived(id, bytes));
            Future<UploadPart> stored = writer.receive()
                    .compose(part -> {
                        requireDigest(body.promised(), part.sha256());
                        UploadPart done = new UploadPart(number, part.sizeBytes(), part.sha256());
                        return store.store(upload, number, part).map(done);
                    })
                    .onComplete(over -> writer.close());
            return active.watch(id, writer, stored);
        });
    }

    /** The upload, when it takes parts. */
    static Upload.Open requireOpen(Upload upload) {
        requireParallel(upload);
        if (upload instanceof Upload.Open open) {
            return open;
        }
        AppendBytes.requireAlive(upload);
        throw new WaybillException(ErrorCode.UPLOAD_NOT_OPEN, "This upload was completed: it takes no more parts.");
    }

    static void requireParallel(Upload upload) {
        if (!upload.terms().parallel()) {
            throw new WaybillException(
                    ErrorCode.SEQUENTIAL_UPLOAD,
                    "This upload takes its bytes in order: ask for its offset and go on there.");
        }
    }

    private static void requireDigest(Sha256 promised, Sha256 actual) {
        if (promised != null && !promised.equals(actual)) {
            throw DurableBytes.mismatch(promised, actual);
        }
    }
}

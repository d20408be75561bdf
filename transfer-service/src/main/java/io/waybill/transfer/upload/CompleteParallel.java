package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.PartRange;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.parts.PartBuffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Turns a parallel upload whose parts are all stored into a version: no more parts, then assemble, read once, compare,
 * commit. May be asked for again and again: the answer is the same.
 */
@ApplicationScoped
public class CompleteParallel {
    private static final int ATTEMPTS = 5;
    private static final int MAX_RANGES_TOLD = 100;

    private final UploadEngine engine;
    private final ParallelRows parts;
    private final CommitUpload commit;

    CompleteParallel(UploadEngine engine, ParallelRows parts, CommitUpload commit) {
        this.engine = engine;
        this.parts = parts;
        this.commit = commit;
    }

    /**
     * Completes an upload.
     *
     * <p>Fails with {@code parts_missing} and which; with {@code digest_mismatch} when the stored bytes are not what was
     * promised, after which nothing of them is left; with {@code unavailable} when it goes on without its client.
     *
     * @param promised the digest of the whole file, or null for the one promised at the start, or for none
     */
    Future<Upload.Completed> complete(String owner, UUID id, Sha256 promised) {
        return complete(owner, id, promised, ATTEMPTS).map(completed -> {
            if (promised != null && !promised.equals(completed.sha256())) {
                throw otherDigest("This upload is a file already, and that has another SHA-256.", completed.sha256())
                        .with("actual", promised.hex());
            }
            return completed;
        });
    }

    private Future<Upload.Completed> complete(String owner, UUID id, Sha256 promised, int attempts) {
        return engine.rows().find(id).compose(found -> {
            Upload upload = FindUpload.owned(found, owner, id);
            ReceivePart.requireParallel(upload);
            AppendBytes.requireAlive(upload);
            if (upload instanceof Upload.Completed completed) {
                return Future.succeededFuture(completed);
            }
            if (!(upload instanceof Upload.Open open)) {
                return commit.join(id).compose(done -> complete(owner, id, promised, attempts));
            }
            return begin(open, promised)
                    .recover(failure -> attempts > 1
                                    && failure instanceof WaybillException known
                                    && known.code() == ErrorCode.UPLOAD_SUPERSEDED
                            ? Future.succeededFuture(null)
                            : Future.failedFuture(failure))
                    .compose(mine -> {
                        if (mine == null) {
                            return complete(owner, id, promised, attempts - 1);
                        }
                        Failpoint.reached("tx1");
                        return commit.first(mine).map(Upload.Completed.class::cast);
                    });
        });
    }

    private Future<Upload.Committing> begin(Upload.Open open, Sha256 promised) {
        Sha256 before = open.terms().expectedSha256();
        if (promised != null && before != null && !promised.equals(before)) {
            throw otherDigest("Another SHA-256 was promised when this upload was opened.", before)
                    .with("actual", promised.hex());
        }
        int count = PartPlan.of(open.bytes()).count();
        if (open.bytes().partCount() < count) {
            return parts.received(open.id())
                    .compose(received -> Future.failedFuture(missing(PartRange.gaps(received, count))));
        }
        Upload.Committing committing = open.completeParallel(promised, engine.leaseFrom(engine.now()));
        return count == 0
                ? storeNothing(open)
                        .compose(stored -> engine.rows().save(open, committing).recover(failure -> dropIfEnded(open)
                                .compose(dropped -> Future.failedFuture(failure))))
                : engine.rows().save(open, committing);
    }

    /** An empty file has no parts to be assembled from. */
    private Future<Void> storeNothing(Upload.Open open) {
        PartBuffer nothing = new PartBuffer(engine.pool(), 1);
        nothing.seal();
        return engine.retries()
                .call(() -> engine.store().put(open.bytes().storeKey(), nothing))
                .onComplete(put -> nothing.release());
    }

    /** Whoever ended the upload meanwhile may have looked for its object before there was one. */
    private Future<Void> dropIfEnded(Upload.Open open) {
        return engine.rows()
                .find(open.id())
                .compose(found -> found.filter(Upload.Ended.class::isInstance).isPresent()
                        ? engine.store().delete(open.bytes().storeKey())
                        : Future.<Void>succeededFuture())
                .otherwiseEmpty();
    }

    private static WaybillException missing(List<PartRange> gaps) {
        int parts = gaps.stream().mapToInt(gap -> gap.last() - gap.first() + 1).sum();
        return new WaybillException(ErrorCode.PARTS_MISSING, "Send the missing parts first.")
                .with("missing", gaps.subList(0, Math.min(gaps.size(), MAX_RANGES_TOLD)))
                .with("missingParts", parts);
    }

    private static WaybillException otherDigest(String detail, Sha256 expected) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail).with("expected", expected.hex());
    }
}

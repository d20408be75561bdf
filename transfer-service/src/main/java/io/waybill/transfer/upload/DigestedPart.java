package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.ContentSums;
import io.waybill.transfer.integrity.ResumableSha256;
import io.waybill.transfer.parts.PartBuffer;

/**
 * A part whose digests are computed on worker threads while it still fills, so that little is left to do when it is full: its
 * own, and that of the whole file up to its end. For one Vert.x context.
 */
final class DigestedPart {
    private static final long STEP_BYTES = 1 << 20;

    private final Vertx vertx;
    private final PartBuffer buffer;
    private final Future<ResumableSha256> whole;
    private Future<Void> work = Future.succeededFuture();
    private long asked;

    /** @param whole the digest of the file up to where this part begins, for this part alone to go on with */
    DigestedPart(Vertx vertx, PartBuffer buffer, Future<ResumableSha256> whole) {
        this.vertx = vertx;
        this.buffer = buffer;
        this.whole = whole;
    }

    PartBuffer buffer() {
        return buffer;
    }

    /** Bytes came: a step of the work begins when it is worth one and the last is over. */
    void follow() {
        if (buffer.sizeBytes() - asked >= STEP_BYTES && work.isComplete()) {
            asked = buffer.sizeBytes();
            then(buffer::digest);
        }
    }

    /** Ends the filling; the digest of the file up to the end of this part, which nobody changes any more. */
    Future<ResumableSha256> seal() {
        return then(buffer::seal).compose(done -> whole);
    }

    /** Ends the filling of a part that is no step of the file's digest; its own digest. */
    Future<Sha256> sealAlone() {
        return then(ignored -> buffer.seal()).map(done -> buffer.sha256());
    }

    /** Ends the filling of a part that is the whole file; its sums. */
    Future<ContentSums> sealWhole() {
        return sealAlone().compose(done -> vertx.executeBlocking(buffer::sums, false));
    }

    private Future<Void> then(Step step) {
        work = work.compose(done -> whole)
                .compose(digest -> vertx.executeBlocking(
                        () -> {
                            step.run(digest);
                            return null;
                        },
                        false));
        return work;
    }

    private interface Step {
        void run(ResumableSha256 digest);
    }
}

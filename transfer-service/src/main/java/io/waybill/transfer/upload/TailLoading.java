package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.storage.StoredBytes;
import java.security.MessageDigest;
import java.time.Duration;

/** Brings an acknowledged tail back from the store into the part that will swallow it, and checks that it is the same. */
final class TailLoading {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Tail tail;
    private final PartBuffer part;
    private final long from;
    private final BodyChunks chunks;
    private final MessageDigest digest = Sha256Digests.start();
    private final Promise<Void> done = Promise.promise();

    private TailLoading(Tail tail, PartBuffer part, StoredBytes stream) {
        this.tail = tail;
        this.part = part;
        this.from = part.sizeBytes();
        this.chunks = new BodyChunks(stream);
    }

    /** Adds the tail to {@code part}, whose owner has a turn in {@link ReloadTurns}; fails with {@code corrupt} when bits have changed. */
    static Future<Void> load(UploadEngine engine, Tail tail, PartBuffer part) {
        return engine.retries()
                .call(() -> engine.store().read(tail.key(), 0, tail.sizeBytes()))
                .compose(stream -> {
                    TailLoading loading = new TailLoading(tail, part, stream);
                    loading.pump();
                    return loading.done.future().eventually(stream::close);
                });
    }

    private void pump() {
        chunks.next().onComplete(next -> {
            if (next.failed()) {
                done.fail(next.cause());
            } else if (next.result().isEmpty()) {
                verify();
            } else {
                Buffer chunk = next.result().get();
                digest(chunk);
                append(chunk, 0);
            }
        });
    }

    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves the copy through the heap.
    private void digest(Buffer chunk) {
        digest.update(chunk.getByteBuf().nioBuffer());
    }

    private void append(Buffer chunk, int from) {
        int next = from + part.append(chunk, from);
        if (next == chunk.length()) {
            pump();
        } else if (part.isFull()) {
            done.fail(corrupt());
        } else {
            part.grow(PATIENCE).onSuccess(grown -> append(chunk, next)).onFailure(done::tryFail);
        }
    }

    private void verify() {
        if (part.sizeBytes() - from == tail.sizeBytes()
                && Sha256.of(digest.digest()).equals(tail.sha256())) {
            done.complete();
        } else {
            done.fail(corrupt());
        }
    }

    private WaybillException corrupt() {
        return new WaybillException(
                ErrorCode.CORRUPT,
                "The stored end of this upload is not what was acknowledged. Upload the file again.");
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.ContentSums;
import io.waybill.transfer.storage.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Computes the sums of an object whose bytes came in no order, by one read of what is stored; nothing of it is visible
 * before that. It may be done again after a crash.
 *
 * <p>A few reads at a time: who comes later waits, so that a crowd of commits takes neither the memory nor the processor from
 * those who still send.
 */
@ApplicationScoped
public class VerifyStored {
    private static final int READS_AT_ONCE = 8;

    private final Vertx vertx;
    private final ObjectStore store;
    private final UploadRows rows;
    private final ConcatRows concat;
    private final ReloadTurns turns = new ReloadTurns(READS_AT_ONCE * OrderedRead.MEMORY_BYTES);

    VerifyStored(Vertx vertx, ObjectStore store, UploadRows rows, ConcatRows concat) {
        this.vertx = vertx;
        this.store = store;
        this.rows = rows;
        this.concat = concat;
    }

    /**
     * The sums of an assembled upload.
     *
     * <p>Fails with {@code digest_mismatch} when the client promised another one, and with {@code corrupt} when a part is
     * not what was acknowledged: then the store is to blame and not the client. The parts are hashed as well only where that
     * question can arise: when nothing was promised, and after a mismatch. Those of a file that was put together are the
     * partial uploads it came from.
     */
    Future<ContentSums> verify(Upload.Committing upload) {
        Sha256 promised = upload.terms().expectedSha256();
        if (promised == null) {
            return digestWithParts(upload);
        }
        String key = upload.bytes().storeKey();
        return digest(key, upload.bytes().offset(), List.of())
                .compose(actual ->
                        actual.sha256().equals(promised) ? Future.succeededFuture(actual) : digestWithParts(upload))
                .map(actual -> {
                    if (!actual.sha256().equals(promised)) {
                        throw DurableBytes.mismatch(promised, actual.sha256());
                    }
                    return actual;
                });
    }

    /** The sums of the first {@code sizeBytes} bytes of the object {@code key}, its {@code parts} checked on the way. */
    Future<ContentSums> digest(String key, long sizeBytes, List<StoredPartRow> parts) {
        return turns.take(OrderedRead.MEMORY_BYTES).compose(turn -> store.read(key, 0, sizeBytes)
                .compose(stream -> OrderedRead.sums(vertx, stream, parts))
                .onComplete(read -> turn.end()));
    }

    /** The sums of all {@code sizeBytes} bytes of the object {@code key}. */
    public Future<ContentSums> sums(String key, long sizeBytes) {
        return digest(key, sizeBytes, List.of());
    }

    /** The first bytes of an assembled upload, at most {@code mostBytes}. */
    Future<byte[]> head(Upload.Committing upload, int mostBytes) {
        long wanted = Math.min(mostBytes, upload.bytes().offset());
        return wanted == 0
                ? Future.succeededFuture(new byte[0])
                : store.read(upload.bytes().storeKey(), 0, wanted)
                        .compose(stream -> gathered(new BodyChunks(stream), Buffer.buffer())
                                .eventually(stream::close));
    }

    private static Future<byte[]> gathered(BodyChunks chunks, Buffer soFar) {
        return chunks.next()
                .compose(chunk -> chunk.isPresent()
                        ? gathered(chunks, soFar.appendBuffer(chunk.get()))
                        : Future.succeededFuture(soFar.getBytes()));
    }

    private Future<ContentSums> digestWithParts(Upload.Committing upload) {
        Future<List<StoredPartRow>> pieces =
                upload.terms().isFinal() ? concat.pieces(upload.id()) : rows.manifest(upload.id());
        return pieces.compose(
                parts -> digest(upload.bytes().storeKey(), upload.bytes().offset(), parts));
    }
}

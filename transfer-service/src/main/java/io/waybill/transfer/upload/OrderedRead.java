package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.integrity.ContentSums;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.StoredBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.zip.CRC32;

/**
 * One read of an object from its first byte to its last. While a worker hashes half a MiB the next one comes from the store,
 * and no third: at most {@link #MEMORY_BYTES} are held, however large the object is.
 *
 * <p>For one Vert.x context; the hashing runs on worker threads, one piece after the other.
 */
final class OrderedRead {
    /** The most that one read holds: two pieces, and what the stream has at hand. */
    static final long MEMORY_BYTES = 2 << 20;

    private static final int PIECE_BYTES = 512 << 10;

    private final Vertx vertx;
    private final BodyChunks chunks;
    private final MessageDigest whole = Sha256Digests.start();
    private final Queue<StoredPartRow> parts;
    private final CRC32 crc = new CRC32();
    private final Promise<ContentSums> done = Promise.promise();

    private MessageDigest part = Sha256Digests.start();
    private long partBytes;
    private List<Buffer> piece = new ArrayList<>();
    private int pieceBytes;
    private Future<Void> hashing = Future.succeededFuture();

    private OrderedRead(Vertx vertx, StoredBytes stream, List<StoredPartRow> parts) {
        this.vertx = vertx;
        this.chunks = new BodyChunks(stream);
        this.parts = new ArrayDeque<>(parts);
    }

    /**
     * The SHA-256 and CRC-32 of all of {@code stream}, which is closed then.
     *
     * @param parts what the stream consists of, to be checked one by one on the way; may be empty. Fails with
     *     {@code corrupt} when one of them is not what was acknowledged
     */
    static Future<ContentSums> sums(Vertx vertx, StoredBytes stream, List<StoredPartRow> parts) {
        OrderedRead read = new OrderedRead(vertx, stream, parts);
        read.pump();
        return read.done.future().eventually(stream::close);
    }

    private void pump() {
        chunks.next().onComplete(next -> {
            if (next.failed()) {
                done.fail(next.cause());
            } else if (next.result().isEmpty()) {
                hash();
                hashing.map(hashed -> new ContentSums(Sha256.of(whole.digest()), crc.getValue()))
                        .onComplete(done);
            } else {
                take(next.result().get());
            }
        });
    }

    private void take(Buffer chunk) {
        piece.add(chunk);
        pieceBytes += chunk.length();
        if (pieceBytes < PIECE_BYTES) {
            pump();
            return;
        }
        Future<Void> former = hashing;
        hash();
        former.onSuccess(free -> pump()).onFailure(done::tryFail);
    }

    private void hash() {
        List<Buffer> full = piece;
        piece = new ArrayList<>();
        pieceBytes = 0;
        hashing = hashing.compose(former -> vertx.executeBlocking(
                () -> {
                    full.forEach(this::update);
                    return null;
                },
                false));
    }

    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves a copy.
    private void update(Buffer chunk) {
        ByteBuffer bytes = chunk.getByteBuf().nioBuffer();
        whole.update(bytes.duplicate());
        crc.update(bytes.duplicate());
        while (!parts.isEmpty() && bytes.hasRemaining()) {
            StoredPartRow next = parts.element();
            int length = (int) Math.min(bytes.remaining(), next.part().sizeBytes() - partBytes);
            part.update(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            partBytes += length;
            if (partBytes == next.part().sizeBytes()) {
                requireUnchanged(parts.remove());
            }
        }
    }

    private void requireUnchanged(StoredPartRow acknowledged) {
        Sha256 actual = Sha256.of(part.digest());
        part = Sha256Digests.start();
        partBytes = 0;
        if (!actual.equals(acknowledged.sha256())) {
            throw new WaybillException(ErrorCode.CORRUPT, "A stored part is not what was acknowledged.")
                    .with("part", acknowledged.part().number())
                    .with("expected", acknowledged.sha256().hex())
                    .with("actual", actual.hex());
        }
    }
}

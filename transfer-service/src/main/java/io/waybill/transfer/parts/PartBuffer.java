package io.waybill.transfer.parts;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.ContentSums;
import io.waybill.transfer.integrity.ResumableSha256;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.PartBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One part while it fills: off-heap slabs, taken from the pool only as bytes arrive, so that a slow client holds little.
 *
 * <p>{@link #append} until {@link #isFull()} or the bytes end, then {@link #seal}, then hand it to an
 * {@link io.waybill.transfer.storage.ObjectStore}, then {@link #release()}. When {@code append} takes less than offered
 * and the part is not full, memory is short: pause the sender and {@link #grow}; a {@code false} says that others wait
 * too, so spill what is here and release it.
 *
 * <p>Filled by one thread at a time, while another may {@link #digest}; {@link #release()} from any.
 */
public final class PartBuffer implements PartBytes {
    private static final int SCRATCH_BYTES = 16 << 10;

    private final SlabPool pool;
    private final long capacityBytes;
    private final List<Slab> slabs = new ArrayList<>();
    private ByteBuffer tail = ByteBuffer.allocate(0);
    private final MessageDigest digest = Sha256Digests.start();
    private long sizeBytes;
    private long digested;
    private Sha256 sha256;
    private boolean released;

    /** An empty part that takes at most {@code capacityBytes} (at least 1) and holds no memory yet. */
    public PartBuffer(SlabPool pool, long capacityBytes) {
        if (capacityBytes < 1) {
            throw new IllegalArgumentException("A part holds at least one byte.");
        }
        this.pool = pool;
        this.capacityBytes = capacityBytes;
    }

    /**
     * Copies bytes of {@code source}, from index {@code from}, to the end of this part: as many as fit and as there is
     * memory for right now, straight into off-heap memory.
     *
     * @return how many were taken; {@code source} itself is not changed
     */
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes that saves the copy through the heap.
    public synchronized int append(Buffer source, int from) {
        requireOpen();
        ByteBuf bytes = source.getByteBuf();
        int wanted = (int) Math.min(source.length() - from, capacityBytes - sizeBytes);
        int taken = 0;
        while (taken < wanted
                && (tail.hasRemaining() || pool.tryAcquire().map(this::attach).orElse(false))) {
            int length = Math.min(tail.remaining(), wanted - taken);
            ByteBuffer target = tail.duplicate().limit(tail.position() + length);
            bytes.getBytes(bytes.readerIndex() + from + taken, target);
            tail.position(tail.position() + length);
            taken += length;
        }
        sizeBytes += taken;
        return taken;
    }

    /**
     * Waits for room for at least one more byte: true when there is room, false when {@code patience} ran out or this part
     * was released meanwhile. A part that holds no slab yet waits its turn without end. Not to be called on a full part.
     */
    public synchronized Future<Boolean> grow(Duration patience) {
        requireOpen();
        if (tail.hasRemaining()) {
            return Future.succeededFuture(true);
        }
        Future<Optional<Slab>> turn = slabs.isEmpty() ? pool.acquire().map(Optional::of) : pool.acquire(patience);
        return turn.map(slab -> slab.map(this::attach).orElse(false));
    }

    /** How many more bytes this part takes before it is full. */
    public synchronized long remainingBytes() {
        return capacityBytes - sizeBytes;
    }

    /** Whether the part has its full size. */
    public synchronized boolean isFull() {
        return sizeBytes == capacityBytes;
    }

    /**
     * Computes the digest of the bytes that came since the last call, and feeds them to that of the whole file, while more
     * come. Blocks for the hashing (about 2 × 0.7 ms a MiB): call it on a worker thread, one call at a time, with the same
     * {@code whole} each time.
     *
     * @param whole null where no digest of the whole is kept
     */
    public void digest(ResumableSha256 whole) {
        byte[] scratch = new byte[SCRATCH_BYTES];
        for (ByteBuffer piece : undigested()) {
            while (piece.hasRemaining()) {
                int length = Math.min(scratch.length, piece.remaining());
                piece.get(scratch, 0, length);
                digest.update(scratch, 0, length);
                if (whole != null) {
                    whole.update(scratch, 0, length);
                }
            }
        }
    }

    /** Ends the filling, after what {@link #digest} does. Once only. */
    public void seal(ResumableSha256 whole) {
        digest(whole);
        close(Sha256.of(digest.digest()));
    }

    /** Like {@link #seal(ResumableSha256)}, where no digest of the whole is kept. */
    public void seal() {
        seal(null);
    }

    private synchronized void close(Sha256 computed) {
        requireOpen();
        sha256 = computed;
    }

    private synchronized List<ByteBuffer> undigested() {
        requireOpen();
        List<ByteBuffer> pieces = views(digested);
        digested = sizeBytes;
        return pieces;
    }

    @Override
    public synchronized long sizeBytes() {
        return sizeBytes;
    }

    /** @throws IllegalStateException before {@link #seal} */
    @Override
    public synchronized Sha256 sha256() {
        if (sha256 == null) {
            throw new IllegalStateException("Seal the part first.");
        }
        return sha256;
    }

    /**
     * The digest with the CRC-32, where this part is a whole file: 0.1 ms a MiB.
     *
     * @throws IllegalStateException before {@link #seal}, and after {@link #release()}
     */
    public ContentSums sums() {
        CRC32 crc = new CRC32();
        buffers().forEach(crc::update);
        return new ContentSums(sha256(), crc.getValue());
    }

    /** A copy of its first bytes, at most {@code mostBytes}. For who holds it: fails after {@link #release()}. */
    public byte[] head(int mostBytes) {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(mostBytes, sizeBytes()));
        for (ByteBuffer piece : buffers()) {
            head.put(piece.limit(Math.min(piece.limit(), piece.position() + head.remaining())));
        }
        return head.array();
    }

    /** False: {@link #seal} computed it. */
    @Override
    public boolean isDigestPromised() {
        return false;
    }

    /** @throws IllegalStateException after {@link #release()} */
    @Override
    public synchronized List<ByteBuffer> buffers() {
        if (released) {
            throw new IllegalStateException("This part was released.");
        }
        return views(0);
    }

    /** Gives all memory back. Idempotent. A slab still on its way goes back too. */
    public synchronized void release() {
        released = true;
        slabs.forEach(Slab::release);
        slabs.clear();
        tail = ByteBuffer.allocate(0);
    }

    private synchronized boolean attach(Slab slab) {
        if (released || sha256 != null) {
            slab.release();
            return false;
        }
        slabs.add(slab);
        tail = slab.view();
        return true;
    }

    private List<ByteBuffer> views(long from) {
        List<ByteBuffer> views = new ArrayList<>(slabs.size());
        for (int i = 0; i < slabs.size(); i++) {
            long start = (long) i * SlabPool.SLAB_BYTES;
            int first = (int) Math.max(0, Math.min(from - start, SlabPool.SLAB_BYTES));
            int end = (int) Math.max(0, Math.min(sizeBytes - start, SlabPool.SLAB_BYTES));
            if (first < end) {
                views.add(slabs.get(i).view().position(first).limit(end).asReadOnlyBuffer());
            }
        }
        return views;
    }

    private void requireOpen() {
        if (released || sha256 != null) {
            throw new IllegalStateException("This part takes no more bytes.");
        }
    }
}

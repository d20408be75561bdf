package io.waybill.transfer.parts;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.Sha256;
import io.waybill.transfer.integrity.ResumableSha256;
import io.waybill.transfer.integrity.Sha256Digests;
import io.waybill.transfer.storage.PartBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One part while it fills: off-heap slabs, taken from the pool only as bytes arrive, so that a slow client holds little.
 *
 * <p>{@link #append} until {@link #isFull()} or the bytes end, then {@link #seal}, then hand it to an
 * {@link io.waybill.transfer.storage.ObjectStore}, then {@link #release()}. When {@code append} takes less than offered
 * and the part is not full, memory is short: pause the sender and {@link #grow}; a {@code false} says that others wait
 * too, so spill what is here and release it.
 *
 * <p>Filled and sealed by one thread at a time; {@link #release()} from any.
 */
public final class PartBuffer implements PartBytes {
    private final SlabPool pool;
    private final long capacityBytes;
    private final List<Slab> slabs = new ArrayList<>();
    private ByteBuffer tail = ByteBuffer.allocate(0);
    private long sizeBytes;
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
     * Ends the filling and computes the digest; feeds the same bytes, in the same pass, to the digest of the whole file.
     * Blocks for the hashing (about 2 × 0.7 ms a MiB): call it on a worker thread. Once only.
     */
    public synchronized void seal(ResumableSha256 whole) {
        requireOpen();
        MessageDigest part = Sha256Digests.start();
        for (ByteBuffer view : views()) {
            part.update(view.duplicate());
            whole.update(view);
        }
        sha256 = Sha256.of(part.digest());
    }

    /** Like {@link #seal(ResumableSha256)}, where no digest of the whole is kept. */
    public synchronized void seal() {
        requireOpen();
        MessageDigest part = Sha256Digests.start();
        views().forEach(part::update);
        sha256 = Sha256.of(part.digest());
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
        return views();
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

    private List<ByteBuffer> views() {
        List<ByteBuffer> views = new ArrayList<>(slabs.size());
        long left = sizeBytes;
        for (Slab slab : slabs) {
            int length = (int) Math.min(left, SlabPool.SLAB_BYTES);
            if (length > 0) {
                views.add(slab.view().limit(length).asReadOnlyBuffer());
            }
            left -= length;
        }
        return views;
    }

    private void requireOpen() {
        if (released || sha256 != null) {
            throw new IllegalStateException("This part takes no more bytes.");
        }
    }
}

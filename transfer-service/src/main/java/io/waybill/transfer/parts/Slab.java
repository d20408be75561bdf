package io.waybill.transfer.parts;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@link SlabPool#SLAB_BYTES} of off-heap memory, lent by a {@link SlabPool} until {@link #release()}.
 *
 * <p>Written by one thread at a time. Reading through a view after the release is a fault: the memory may be another's.
 */
public final class Slab {
    private final SlabPool pool;
    private final AtomicReference<ByteBuffer> memory;

    Slab(SlabPool pool, ByteBuffer memory) {
        this.pool = pool;
        this.memory = new AtomicReference<>(memory);
    }

    /** A fresh writable view of all of it. */
    ByteBuffer view() {
        ByteBuffer lent = memory.get();
        if (lent == null) {
            throw new IllegalStateException("This slab was released.");
        }
        return lent.duplicate().clear();
    }

    /** Gives the memory back to the pool. Idempotent, from any thread. */
    public void release() {
        ByteBuffer lent = memory.getAndSet(null);
        if (lent != null) {
            pool.takeBack(lent);
        }
    }
}

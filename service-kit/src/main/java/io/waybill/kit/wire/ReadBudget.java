package io.waybill.kit.wire;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one read of each body on its way may hold in all: the more bodies, the smaller their reads. Reads of one size would either
 * slow a single body down or have a thousand of them fill the memory.
 */
public final class ReadBudget {
    /** The most that is read at once. */
    public static final int MOST_BYTES = 256 * 1024;

    /** The least that a body on its way is read in, however many there are. */
    public static final int LEAST_BYTES = 8 * 1024;

    /** What Vert.x keeps of a body that nobody takes before it stops reading: so many reads, each copied to the heap. */
    private static final int READS_KEPT = 8;

    /** For bodies that Vert.x hands out: a fifth of the heap, full of reads that nobody takes. */
    public static final ReadBudget HEAP = new ReadBudget(Runtime.getRuntime().maxMemory() / 5 / READS_KEPT);

    /** For bodies that pass as they were read: a quarter of the direct memory. */
    public static final ReadBudget DIRECT = new ReadBudget(PlatformDependent.maxDirectMemory() / 4);

    private final long bytes;
    private final AtomicInteger bodies = new AtomicInteger();

    /**
     * A budget of its own.
     *
     * @param bytes what one read of each body may hold, added up
     */
    public ReadBudget(long bytes) {
        this.bytes = bytes;
    }

    void begun() {
        bodies.incrementAndGet();
    }

    void over() {
        bodies.decrementAndGet();
    }

    /** The most that may be read from one body at once now: a power of two, from {@link #LEAST_BYTES} to {@link #MOST_BYTES}. */
    int share() {
        long share = bytes / Math.max(1, bodies.get());
        return (int) Long.highestOneBit(Math.max(LEAST_BYTES, Math.min(MOST_BYTES, share)));
    }
}

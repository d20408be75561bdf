package io.waybill.transfer.parts;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * All memory for parts in flight: direct buffers of {@value #SLAB_BYTES} bytes, allocated when first needed, reused for
 * ever, never more than the cap.
 *
 * <p>Fair: while somebody waits, nobody overtakes. Free of deadlock when every user keeps one rule: <b>who holds slabs
 * waits with patience, and on {@code empty} spills what it holds and releases it; only who holds nothing may wait without
 * end.</b> Then every slab comes back, and the first in the queue gets it.
 *
 * <p>For any thread. A future completes on the context of the caller.
 */
public final class SlabPool {
    /** The size of one slab: 256 KiB. */
    public static final int SLAB_BYTES = 256 << 10;

    private static final Logger LOG = Logger.getLogger(SlabPool.class);

    private final Vertx vertx;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<Promise<Optional<Slab>>> waiters = new ArrayDeque<>();
    private volatile int capSlabs;
    private int allocated;

    /**
     * A pool of at most {@code capBytes}, rounded down to whole slabs.
     *
     * @throws IllegalArgumentException when that is less than one slab or more than 2^31 slabs
     */
    public SlabPool(Vertx vertx, long capBytes) {
        long slabs = capBytes / SLAB_BYTES;
        if (slabs < 1 || slabs > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "waybill.parts.memory must be at least 256K, and is " + capBytes + " bytes.");
        }
        this.vertx = vertx;
        this.capSlabs = (int) slabs;
    }

    /** A slab if one is free and nobody waits for it. */
    public synchronized Optional<Slab> tryAcquire() {
        return waiters.isEmpty() ? take() : Optional.empty();
    }

    /**
     * A slab as soon as it is this caller's turn, however long that takes. Only for who holds no slab of this pool.
     *
     * <p>Who has lost interest meanwhile releases it on arrival.
     */
    public Future<Slab> acquire() {
        return enqueue(null).map(Optional::orElseThrow);
    }

    /** A slab when it is this caller's turn within {@code patience}, or empty: spill what you hold, release it, ask again. */
    public Future<Optional<Slab>> acquire(Duration patience) {
        return enqueue(patience);
    }

    /** Bytes lent out now. */
    public synchronized long usedBytes() {
        return (long) (allocated - free.size()) * SLAB_BYTES;
    }

    /** The most bytes ever lent out at once: the configured cap, or what the JVM allowed where that was less. */
    public long capBytes() {
        return (long) capSlabs * SLAB_BYTES;
    }

    /** How many callers wait for a slab now. */
    public synchronized int waiting() {
        return waiters.size();
    }

    void takeBack(ByteBuffer memory) {
        Promise<Optional<Slab>> next;
        synchronized (this) {
            next = waiters.poll();
            if (next == null) {
                free.push(memory);
            }
        }
        if (next != null) {
            next.complete(Optional.of(new Slab(this, memory)));
        }
    }

    private Future<Optional<Slab>> enqueue(Duration patience) {
        Promise<Optional<Slab>> waiter = Promise.promise();
        synchronized (this) {
            Optional<Slab> now = tryAcquire();
            if (now.isPresent()) {
                return Future.succeededFuture(now);
            }
            waiters.add(waiter);
        }
        Future<Optional<Slab>> turn = onCallersContext(waiter.future());
        if (patience != null) {
            long timer = vertx.setTimer(Math.max(1, patience.toMillis()), fired -> giveUp(waiter));
            turn = turn.onComplete(served -> vertx.cancelTimer(timer));
        }
        return turn;
    }

    private void giveUp(Promise<Optional<Slab>> waiter) {
        boolean stillWaiting;
        synchronized (this) {
            stillWaiting = waiters.remove(waiter);
        }
        if (stillWaiting) {
            waiter.complete(Optional.empty());
        }
    }

    private Future<Optional<Slab>> onCallersContext(Future<Optional<Slab>> turn) {
        var context = Vertx.currentContext();
        if (context == null) {
            return turn;
        }
        Promise<Optional<Slab>> there = Promise.promise();
        turn.onComplete(served -> context.runOnContext(now -> there.handle(served)));
        return there.future();
    }

    private Optional<Slab> take() {
        ByteBuffer memory = free.poll();
        if (memory == null) {
            memory = allocated < capSlabs ? allocate() : null;
        }
        return Optional.ofNullable(memory).map(lent -> new Slab(this, lent));
    }

    private ByteBuffer allocate() {
        try {
            ByteBuffer memory = ByteBuffer.allocateDirect(SLAB_BYTES);
            allocated++;
            return memory;
        } catch (OutOfMemoryError jvmAllowsLess) {
            if (allocated == 0) {
                throw new WaybillException(
                        ErrorCode.BUSY, "There is no memory for parts right now: try again shortly.", jvmAllowsLess);
            }
            LOG.warnf(
                    "The JVM allows %d bytes for parts, not %d: raise -XX:MaxDirectMemorySize or lower waybill.parts.memory",
                    (long) allocated * SLAB_BYTES, capBytes());
            capSlabs = allocated;
            return null;
        }
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.transfer.parts.PartBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The part that a writer fills: opened when there are bytes for it, with the acknowledged tail in it; handed on when it is
 * full; spilled to a tail when its memory is wanted elsewhere, and opened again in its turn. For one Vert.x context.
 */
final class FillingPart {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final UploadEngine engine;
    private final DurableBytes durable;
    private final long limit;

    private DigestedPart part;
    private boolean ready;
    private ReloadTurns.Turn turn;
    private Tail tailToLoad;
    private long loadedBytes;
    private Future<Void> spilling = Future.succeededFuture();
    private Future<Void> older = Future.succeededFuture();
    private long from;
    private long since;

    /**
     * @param durable what the parts go to
     * @param limit the offset that no part goes beyond
     */
    FillingPart(UploadEngine engine, DurableBytes durable, long limit) {
        this.engine = engine;
        this.durable = durable;
        this.limit = limit;
        this.from = durable.saved().bytes().partBytes();
        this.tailToLoad = durable.tail();
    }

    /** Whether there is a buffer to append to. */
    boolean isOpen() {
        return part != null;
    }

    /** Takes a buffer for the next part, and loads the acknowledged tail into it. */
    Future<Void> open() {
        long capacity = Math.max(1, Math.min(durable.saved().bytes().partSizeBytes(), limit - from));
        since = System.nanoTime();
        loadedBytes = 0;
        if (tailToLoad == null) {
            part = durable.next(new PartBuffer(engine.pool(), capacity));
            ready = true;
            return Future.succeededFuture();
        }
        Tail tail = tailToLoad;
        return engine.turns().take(capacity).compose(mine -> {
            turn = mine;
            part = durable.next(new PartBuffer(engine.pool(), capacity));
            ready = false;
            since = System.nanoTime();
            return TailLoading.load(engine, tail, part.buffer()).onSuccess(loaded -> {
                loadedBytes = tail.sizeBytes();
                tailToLoad = null;
                ready = true;
            });
        });
    }

    /** Copies what fits; how many bytes that were. */
    int append(Buffer chunk, int start) {
        int taken = part.buffer().append(chunk, start);
        part.follow();
        return taken;
    }

    boolean isFull() {
        return part.buffer().isFull();
    }

    /** The offset after the bytes it holds. */
    long end() {
        return from + part.buffer().sizeBytes();
    }

    /** Room for more bytes, now or in its turn; otherwise what it holds is spilled, and it is closed. */
    Future<Void> grow() {
        return part.buffer()
                .grow(PATIENCE)
                .compose(grown -> grown || turn != null ? Future.succeededFuture() : spill());
    }

    /** Hands the full part on; completes when all but the last one before it are stored: two are on their way, one fills. */
    Future<Void> store(Runnable stored) {
        Future<Void> former = older;
        older = durable.work();
        ReloadTurns.Turn itsTurn = turn;
        turn = null;
        DigestedPart full = hand();
        from += full.buffer().sizeBytes();
        durable.storePart(full)
                .onComplete(over -> {
                    if (itsTurn != null) {
                        itsTurn.end();
                    }
                })
                .onSuccess(done -> stored.run());
        return former;
    }

    /** Completes when no spilling is under way. */
    Future<Void> rest() {
        return spilling;
    }

    /** Spills what it holds when somebody else waits for memory and its own bytes come slowly; whether it does. */
    boolean givesWay(long now, long lastByteAt) {
        boolean wanted =
                engine.pool().waiting() > 0 || (turn != null && engine.turns().areWanted());
        boolean slow = now - lastByteAt > IDLE_NANOS || now - since > SLOW_NANOS;
        boolean gives =
                part != null && ready && part.buffer().sizeBytes() > 0 && wanted && slow && spilling.isComplete();
        if (gives) {
            spilling = spill();
        }
        return gives;
    }

    /** Makes what it holds durable as the tail, unless every byte of it is already. */
    Future<Void> keep() {
        return part != null && ready && part.buffer().sizeBytes() > loadedBytes ? spill() : Future.succeededFuture();
    }

    /** What it holds, to be the last part; the caller releases it. May be empty. */
    Future<DigestedPart> last() {
        Future<Void> opened = part == null ? spilling.compose(spilled -> open()) : Future.succeededFuture();
        return opened.map(now -> hand());
    }

    /** Gives back its memory and its turn. Idempotent. */
    void close() {
        if (part != null) {
            hand().buffer().release();
        }
        endTurn();
    }

    private Future<Void> spill() {
        return durable.spill(hand())
                .onSuccess(spilled -> tailToLoad = durable.tail())
                .onComplete(spilled -> endTurn());
    }

    private DigestedPart hand() {
        DigestedPart handed = part;
        part = null;
        return handed;
    }

    private void endTurn() {
        if (turn != null) {
            turn.end();
            turn = null;
        }
    }
}

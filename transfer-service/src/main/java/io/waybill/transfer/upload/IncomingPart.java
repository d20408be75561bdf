package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.parts.PartBuffer;
import io.waybill.transfer.storage.StoreKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One numbered part while it arrives. It begins in its turn, with the right to as much memory as it needs; a slow one that
 * others wait for spills what it holds to objects of its own, goes on with what memory there is, and is put together in a
 * second turn. For one Vert.x context.
 */
final class IncomingPart {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final UploadEngine engine;
    private final UUID upload;
    private final int number;
    private final long sizeBytes;
    private final List<Tail> pieces = new ArrayList<>();

    private ReloadTurns.Turn turn;
    private PartBuffer buffer;
    private long spilledBytes;
    private Future<Void> spilling = Future.succeededFuture();
    private long since = System.nanoTime();
    private boolean closed;

    IncomingPart(UploadEngine engine, UUID upload, int number, long sizeBytes) {
        this.engine = engine;
        this.upload = upload;
        this.number = number;
        this.sizeBytes = sizeBytes;
    }

    /** Waits for its turn; nothing is held before that. */
    Future<Void> open() {
        return engine.turns().take(sizeBytes).map(mine -> {
            if (closed) {
                mine.end();
                throw over();
            }
            turn = mine;
            since = System.nanoTime();
            if (buffer != null) {
                buffer.release();
            }
            buffer = new PartBuffer(engine.pool(), sizeBytes);
            return null;
        });
    }

    /** Copies what there is room for; how many bytes that were. */
    int append(Buffer chunk, int from) {
        return buffer == null ? 0 : buffer.append(chunk, from);
    }

    /** Room for more bytes: now, in its turn, or by a spill. */
    Future<Void> grow() {
        return buffer.grow(PATIENCE).compose(grown -> grown || turn != null || closed ? rest() : spill());
    }

    /** Completes when no spilling is under way. */
    Future<Void> rest() {
        return closed ? Future.failedFuture(over()) : spilling;
    }

    /** Spills what it holds when somebody else waits for memory and its own bytes come slowly. */
    void giveWay(long now, long lastByteAt) {
        boolean wanted = engine.pool().waiting() > 0 || engine.turns().areWanted();
        boolean slow = now - lastByteAt > IDLE_NANOS || now - since > SLOW_NANOS;
        if (wanted && slow && buffer != null && spilling.succeeded()) {
            if (buffer.sizeBytes() > 0) {
                spilling = spill();
            } else {
                endTurn();
            }
        }
    }

    /** All of its bytes in one buffer, sealed, after the last of them was appended. */
    Future<PartBuffer> whole() {
        return rest().compose(rested -> pieces.isEmpty() ? Future.succeededFuture() : reload())
                .compose(ready -> {
                    PartBuffer part = buffer;
                    return engine.vertx()
                            .executeBlocking(
                                    () -> {
                                        part.seal();
                                        return part;
                                    },
                                    false);
                });
    }

    /** Gives back memory, turn and spilled pieces. Idempotent. */
    void close() {
        closed = true;
        if (buffer != null) {
            buffer.release();
        }
        endTurn();
        pieces.forEach(piece -> engine.deleteQuietly(piece.key()));
        pieces.clear();
    }

    private Future<Void> reload() {
        Future<Void> spilled = buffer != null && buffer.sizeBytes() > 0 ? spill() : Future.succeededFuture();
        return spilled.compose(nothingHeld -> {
                    endTurn();
                    return open();
                })
                .compose(mine -> {
                    Future<Void> loading = Future.succeededFuture();
                    for (Tail piece : pieces) {
                        loading = loading.compose(next -> TailLoading.load(engine, piece, buffer));
                    }
                    return loading;
                });
    }

    private Future<Void> spill() {
        PartBuffer held = buffer;
        since = System.nanoTime();
        spilledBytes += held.sizeBytes();
        buffer = spilledBytes == sizeBytes ? null : new PartBuffer(engine.pool(), sizeBytes - spilledBytes);
        String key = StoreKeys.tail(upload, number, ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
        return engine.vertx()
                .executeBlocking(
                        () -> {
                            held.seal();
                            return new Tail(key, held.sizeBytes(), held.sha256());
                        },
                        false)
                .compose(piece -> engine.retries()
                        .call(() -> engine.store().put(key, held))
                        .<Void>map(stored -> keep(piece)))
                .onComplete(over -> {
                    held.release();
                    endTurn();
                });
    }

    private Void keep(Tail piece) {
        engine.metrics().spilled(piece.sizeBytes());
        if (closed) {
            engine.deleteQuietly(piece.key());
            throw over();
        }
        pieces.add(piece);
        return null;
    }

    private void endTurn() {
        if (turn != null) {
            turn.end();
            turn = null;
        }
    }

    private static WaybillException over() {
        return new WaybillException(ErrorCode.BUSY, "This part was given up. Send it again.");
    }
}

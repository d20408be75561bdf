package io.waybill.transfer.upload;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.parts.PartBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of one request on their way into one upload.
 *
 * <ul>
 *   <li>A buffer is asked of the network when there is room for it, not before: at most one part fills while one is stored.
 *   <li>When memory is short, what a part holds is spilled to a tail and its memory given back; it comes back in its turn.
 *   <li>However the request ends, every byte that arrived is kept and acknowledged, unless a checksum over the request
 *       does not hold, the upload was cancelled, or it lives only as long as this request.
 * </ul>
 *
 * <p>Runs on the Vert.x context it was started on; {@link #stop} may be called from any thread.
 */
final class UploadWriter {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long TICK_MILLIS = 1_000;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final UploadEngine engine;
    private final Context context;
    private final BodyChunks body;
    private final ByteCheck check;
    private final DurableBytes durable;
    private final boolean endsUpload;
    private final long limit;
    private final Promise<Upload> done = Promise.promise();
    private final UploadSpeed speed = new UploadSpeed(System.nanoTime());

    private PartBuffer part;
    private boolean partReady;
    private ReloadTurns.Turn turn;
    private Tail tailToLoad;
    private Future<Void> spilling = Future.succeededFuture();
    private long partFrom;
    private long partSince;
    private volatile long received;
    private long loadedBytes;
    private long lastByteAt = System.nanoTime();
    private long renewedAt = System.nanoTime();
    private StopReason stopped;
    private boolean finishing;
    private long timer;

    /**
     * @param start the upload, taken over by this writer
     * @param body the bytes from its offset on
     * @param check a check over these bytes, or null
     * @param endsUpload whether the end of the body is the end of the file
     */
    UploadWriter(UploadEngine engine, Upload.Open start, ReadStream<Buffer> body, ByteCheck check, boolean endsUpload) {
        this.engine = engine;
        this.context = engine.vertx().getOrCreateContext();
        this.body = new BodyChunks(body);
        this.check = check;
        this.endsUpload = endsUpload;
        this.durable = new DurableBytes(engine, start, check != null);
        UploadBytes bytes = start.bytes();
        this.limit = bytes.length() != null
                ? bytes.length()
                : Math.min(engine.settings().maxSize().asLongValue(), PartSize.capacity(bytes));
        this.partFrom = bytes.partBytes();
        this.received = bytes.offset();
        this.tailToLoad = bytes.tail();
    }

    /** The epoch this writer writes at. */
    long epoch() {
        return durable.saved().epoch();
    }

    /** How many bytes of the upload have arrived. */
    long received() {
        return received;
    }

    /** Takes the body in; the upload as its row says afterwards: OPEN, or COMMITTING when it was the last byte. */
    Future<Upload> start() {
        timer = engine.vertx().setPeriodic(TICK_MILLIS, tick -> tick());
        pump();
        return done.future();
    }

    /** Ends this writer now; the future completes, never fails, when it touches nothing any more. Idempotent. */
    Future<Void> stop(StopReason reason) {
        context.runOnContext(now -> {
            if (!finishing && stopped == null) {
                stopped = reason;
                body.abandon(reason.failure());
            }
        });
        return done.future().<Void>mapEmpty().otherwiseEmpty();
    }

    private void pump() {
        if (stopped != null) {
            finish(stopped.failure());
            return;
        }
        body.next().onComplete(next -> {
            if (next.failed()) {
                finish(next.cause());
            } else if (next.result().isEmpty()) {
                finish(null);
            } else {
                arrived(next.result().get());
            }
        });
    }

    private void arrived(Buffer chunk) {
        lastByteAt = System.nanoTime();
        long receivedNow = received + chunk.length();
        if (receivedNow > limit) {
            finish(beyondLimit());
            return;
        }
        received = receivedNow;
        engine.metrics().received(chunk.length());
        engine.feed().report(UploadEvents.progressed(durable.saved(), received, speed.add(chunk.length(), lastByteAt)));
        if (check != null) {
            check.update(chunk);
        }
        spilling.onComplete(spilled -> take(chunk, 0));
    }

    private void take(Buffer chunk, int from) {
        if (stopped != null || durable.work().failed()) {
            finish(stopped != null ? stopped.failure() : durable.work().cause());
        } else if (part == null) {
            openPart().onComplete(opened -> continueOr(opened.cause(), () -> take(chunk, from)));
        } else {
            int taken = part.append(chunk, from);
            fill(chunk, from + taken);
        }
    }

    private void fill(Buffer chunk, int from) {
        boolean lastOfUpload = durable.saved().bytes().length() != null && partFrom + part.sizeBytes() == limit;
        if (part.isFull() && !lastOfUpload) {
            storeFull().onComplete(former -> continueOr(former.cause(), () -> goOn(chunk, from)));
        } else if (from < chunk.length()) {
            part.grow(PATIENCE).onComplete(grown -> {
                boolean room = grown.succeeded() && grown.result();
                continueOr(grown.cause(), () -> {
                    if (room || turn != null) {
                        take(chunk, from);
                    } else {
                        spill().onComplete(spilled -> continueOr(spilled.cause(), () -> take(chunk, from)));
                    }
                });
            });
        } else {
            pump();
        }
    }

    private void goOn(Buffer chunk, int from) {
        if (from < chunk.length()) {
            take(chunk, from);
        } else {
            pump();
        }
    }

    private void continueOr(Throwable failure, Runnable next) {
        if (failure != null) {
            finish(failure);
        } else {
            next.run();
        }
    }

    /** A buffer for the next part, with the acknowledged tail in it. */
    private Future<Void> openPart() {
        long capacity = Math.max(1, Math.min(durable.saved().bytes().partSizeBytes(), limit - partFrom));
        partSince = System.nanoTime();
        loadedBytes = 0;
        if (tailToLoad == null) {
            part = new PartBuffer(engine.pool(), capacity);
            partReady = true;
            return Future.succeededFuture();
        }
        Tail tail = tailToLoad;
        return engine.turns().take(capacity).compose(mine -> {
            turn = mine;
            part = new PartBuffer(engine.pool(), capacity);
            partReady = false;
            partSince = System.nanoTime();
            return TailLoading.load(engine, tail, part).onSuccess(loaded -> {
                loadedBytes = tail.sizeBytes();
                tailToLoad = null;
                partReady = true;
            });
        });
    }

    /** Hands the full part on; completes when the one before it is stored, so that no third one begins. */
    private Future<Void> storeFull() {
        Future<Void> former = durable.work();
        PartBuffer full = part;
        ReloadTurns.Turn itsTurn = turn;
        part = null;
        turn = null;
        partFrom += full.sizeBytes();
        durable.storePart(full).onComplete(stored -> {
            if (itsTurn != null) {
                itsTurn.end();
            }
            if (stored.succeeded()) {
                renewedAt = System.nanoTime();
            }
        });
        return former;
    }

    private Future<Void> spill() {
        PartBuffer partial = part;
        part = null;
        return durable.spill(partial)
                .onSuccess(spilled -> tailToLoad = durable.tail())
                .onComplete(spilled -> endTurn());
    }

    private void tick() {
        if (finishing || !body.isWaiting()) {
            return;
        }
        long now = System.nanoTime();
        if (now - lastByteAt > engine.settings().bodyIdle().toNanos()) {
            body.abandon(new WaybillException(
                    ErrorCode.MALFORMED_REQUEST, "The body stopped coming. What arrived is kept: ask for the offset."));
        } else if (givesWay(now) && spilling.isComplete()) {
            spilling = spill();
        } else if (now - renewedAt > engine.settings().lease().toNanos() / 3) {
            renewedAt = now;
            durable.renew();
        }
    }

    private boolean givesWay(long now) {
        return part != null
                && partReady
                && part.sizeBytes() > 0
                && (engine.pool().waiting() > 0
                        || (turn != null && engine.turns().areWanted()))
                && (now - lastByteAt > IDLE_NANOS || now - partSince > SLOW_NANOS);
    }

    private void finish(Throwable cause) {
        if (finishing) {
            return;
        }
        finishing = true;
        engine.vertx().cancelTimer(timer);
        Throwable failure = cause != null ? cause : verify();
        settle(failure).onComplete(settled -> {
            if (part != null) {
                part.release();
            }
            endTurn();
            if (settled.failed()) {
                done.fail(settled.cause());
            } else if (failure != null) {
                done.fail(failure);
            } else {
                done.complete(settled.result());
            }
        });
    }

    private Throwable verify() {
        try {
            if (check != null) {
                check.verify();
            }
            return null;
        } catch (WaybillException doesNotHold) {
            return doesNotHold;
        }
    }

    private Future<? extends Upload> settle(Throwable failure) {
        boolean fenced = stopped != null && stopped.fenced();
        if (failure != null && (fenced || check != null || endsUpload)) {
            return durable.rollback(fenced || endsUpload);
        }
        if (failure == null && (endsUpload || isWhole())) {
            return complete();
        }
        boolean news = part != null && partReady && part.sizeBytes() > loadedBytes;
        return news ? spill().compose(spilled -> durable.release()) : durable.release();
    }

    private boolean isWhole() {
        Long length = durable.saved().bytes().length();
        return length != null && received == length;
    }

    private Future<Upload.Committing> complete() {
        Long length = durable.saved().bytes().length();
        if (length != null && received != length) {
            return durable.rollback(true)
                    .compose(dropped -> Future.failedFuture(new WaybillException(
                            ErrorCode.INCONSISTENT_LENGTH,
                            "The body ended before its announced length. Send the file again.")));
        }
        Future<Void> loaded = part == null ? spilling.compose(spilled -> openPart()) : Future.succeededFuture();
        return loaded.compose(ready -> {
            PartBuffer last = part;
            part = null;
            return durable.complete(last);
        });
    }

    private void endTurn() {
        if (turn != null) {
            turn.end();
            turn = null;
        }
    }

    private WaybillException beyondLimit() {
        Long length = durable.saved().bytes().length();
        return length != null
                ? new WaybillException(ErrorCode.INCONSISTENT_LENGTH, "The body is longer than the upload's length.")
                        .with("expected", length)
                : new WaybillException(ErrorCode.TOO_LARGE, "The file is larger than this service takes.")
                        .with("expected", limit);
    }
}

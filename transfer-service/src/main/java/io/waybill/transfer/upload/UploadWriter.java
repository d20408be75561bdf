package io.waybill.transfer.upload;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;

/**
 * The bytes of one request on their way into one upload.
 *
 * <ul>
 *   <li>A buffer is asked of the network when there is room for it, not before: at most one part fills while two are stored.
 *   <li>When memory is short, what a part holds is spilled to a tail and its memory given back; it comes back in its turn.
 *   <li>Bytes without a known end come only as far as there is room for their owner.
 *   <li>A part that cannot be stored ends the request, also when no further byte comes.
 *   <li>However the request ends, every byte that arrived is kept and acknowledged, unless a checksum over the request
 *       does not hold, the upload was cancelled, or it lives only as long as this request.
 * </ul>
 *
 * <p>Runs on the Vert.x context it was started on; {@link #stop} may be called from any thread.
 */
final class UploadWriter {
    private static final long TICK_MILLIS = 1_000;

    private final UploadEngine engine;
    private final Context context;
    private final BodyChunks body;
    private final ByteCheck check;
    private final DurableBytes durable;
    private final FillingPart part;
    private final RequestEnd end;
    private final long limit;
    private final Promise<Upload> done = Promise.promise();
    private final UploadSpeed speed = new UploadSpeed(System.nanoTime());

    private volatile long received;
    private long roomUpTo;
    private long lastByteAt = System.nanoTime();
    private long renewedAt = System.nanoTime();
    private StopReason stopped;
    private boolean finishing;
    private long timer;

    /**
     * @param start the upload, taken over by this writer
     * @param body the bytes from its offset on
     */
    UploadWriter(UploadEngine engine, Upload.Open start, RequestBody body) {
        UploadBytes bytes = start.bytes();
        this.engine = engine;
        this.context = engine.vertx().getOrCreateContext();
        this.body = new BodyChunks(body.bytes());
        this.check = body.check();
        this.limit = bytes.length() != null
                ? bytes.length()
                : Math.min(engine.settings().maxSize().asLongValue(), PartSize.capacity(bytes));
        this.durable = new DurableBytes(engine, start, body);
        this.part = new FillingPart(engine, durable, limit);
        this.end = new RequestEnd(durable, part, body);
        this.received = bytes.offset();
        this.roomUpTo = bytes.length() == null ? bytes.offset() : Long.MAX_VALUE;
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
            if (finishing) {
                return;
            }
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
            finish(end.beyond(limit));
            return;
        }
        if (receivedNow > roomUpTo) {
            engine.space()
                    .extend(durable.saved().id(), durable.saved().terms().owner(), receivedNow)
                    .onComplete(room -> continueOr(room.cause(), () -> {
                        roomUpTo = room.result();
                        accept(chunk, receivedNow);
                    }));
        } else {
            accept(chunk, receivedNow);
        }
    }

    private void accept(Buffer chunk, long receivedNow) {
        lastByteAt = System.nanoTime();
        received = receivedNow;
        engine.metrics().received(chunk.length());
        engine.report(durable.saved(), received, speed.add(chunk.length(), lastByteAt));
        if (check != null) {
            check.update(chunk);
        }
        part.rest().onComplete(rested -> take(chunk, 0));
    }

    private void take(Buffer chunk, int from) {
        if (stopped != null || durable.work().failed()) {
            finish(stopped != null ? stopped.failure() : durable.work().cause());
        } else if (part.isOpen()) {
            fill(chunk, from + part.append(chunk, from));
        } else {
            part.open().onComplete(opened -> continueOr(opened.cause(), () -> take(chunk, from)));
        }
    }

    private void fill(Buffer chunk, int from) {
        boolean more = from < chunk.length();
        boolean lastOfUpload = durable.saved().bytes().length() != null && part.end() == limit;
        if (part.isFull() && !lastOfUpload) {
            part.store(() -> renewedAt = System.nanoTime())
                    .onComplete(former -> continueOr(former.cause(), more ? () -> take(chunk, from) : this::pump));
        } else if (more) {
            part.grow().onComplete(grown -> continueOr(grown.cause(), () -> take(chunk, from)));
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

    private void tick() {
        if (finishing || !body.isWaiting()) {
            return;
        }
        if (durable.work().failed()) {
            finish(durable.work().cause());
            return;
        }
        long now = System.nanoTime();
        if (now - lastByteAt > engine.settings().bodyIdle().toNanos()) {
            body.abandon(new WaybillException(
                    ErrorCode.REQUEST_TIMEOUT, "The body stopped coming. What arrived is kept: ask for the offset."));
        } else if (!part.givesWay(now, lastByteAt)
                && now - renewedAt > engine.settings().lease().toNanos() / 3) {
            renewedAt = now;
            durable.renew();
        }
    }

    private void finish(Throwable broken) {
        if (finishing) {
            return;
        }
        finishing = true;
        engine.vertx().cancelTimer(timer);
        boolean fenced = stopped != null && stopped.fenced();
        end.settle(broken, fenced, received).onComplete(done);
    }
}

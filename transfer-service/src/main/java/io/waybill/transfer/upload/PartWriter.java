package io.waybill.transfer.upload;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.parts.PartBuffer;
import java.util.function.LongConsumer;

/**
 * The body of one request on its way into one numbered part. A buffer is asked of the network when there is room for it; a
 * part that waits too long for memory is refused with {@code busy}; a body that ends early leaves nothing.
 *
 * <p>Runs on the Vert.x context it was made on; {@link #stop} may be called from any thread.
 */
final class PartWriter {
    private static final long TICK_MILLIS = 1_000;

    private final UploadEngine engine;
    private final Context context;
    private final BodyChunks body;
    private final PartPlan plan;
    private final int number;
    private final IncomingPart part;
    private final LongConsumer counter;
    private final Promise<PartBuffer> done = Promise.promise();

    private long received;
    private long lastByteAt = System.nanoTime();
    private long blockedSince = System.nanoTime();
    private boolean blocked;
    private boolean finished;
    private long timer;

    /** @param counter is told of bytes as they arrive */
    PartWriter(UploadEngine engine, Upload.Open upload, int number, ReadStream<Buffer> body, LongConsumer counter) {
        this.engine = engine;
        this.context = engine.vertx().getOrCreateContext();
        this.body = new BodyChunks(body);
        this.plan = PartPlan.of(upload.bytes());
        this.number = number;
        this.part = new IncomingPart(engine, upload.id(), number, plan.sizeOf(number));
        this.counter = counter;
    }

    /** Takes the body in: the whole part, sealed. Its memory is held until {@link #close}. */
    Future<PartBuffer> receive() {
        timer = engine.vertx().setPeriodic(TICK_MILLIS, tick -> tick());
        blockedOn(part.open(), this::pump);
        return done.future();
    }

    /** Ends this writer at once, when it still receives. */
    void stop(StopReason reason) {
        context.runOnContext(now -> finish(reason.failure()));
    }

    /** Gives everything back. Idempotent. */
    void close() {
        context.runOnContext(now -> {
            finish(new WaybillException(ErrorCode.INTERNAL, "The part is over."));
            part.close();
        });
    }

    private void pump() {
        body.next().onComplete(next -> {
            if (next.failed()) {
                finish(next.cause());
            } else if (next.result().isEmpty()) {
                ended();
            } else {
                arrived(next.result().get());
            }
        });
    }

    private void arrived(Buffer chunk) {
        lastByteAt = System.nanoTime();
        received += chunk.length();
        if (received > plan.sizeOf(number)) {
            ended();
            return;
        }
        engine.metrics().received(chunk.length());
        counter.accept(chunk.length());
        blockedOn(part.rest(), () -> take(chunk, 0));
    }

    private void take(Buffer chunk, int from) {
        int next = from + part.append(chunk, from);
        if (next == chunk.length()) {
            pump();
        } else {
            blockedOn(part.grow(), () -> take(chunk, next));
        }
    }

    private void ended() {
        try {
            plan.requireSize(number, received);
        } catch (WaybillException wrongLength) {
            finish(wrongLength);
            return;
        }
        Future<PartBuffer> whole = part.whole();
        blockedOn(whole.mapEmpty(), () -> {
            finished = true;
            engine.vertx().cancelTimer(timer);
            done.tryComplete(whole.result());
        });
    }

    /** Goes on when {@code room} is there, unless this writer has ended meanwhile. */
    private void blockedOn(Future<Void> room, Runnable next) {
        blocked = true;
        blockedSince = System.nanoTime();
        room.onComplete(there -> {
            blocked = false;
            lastByteAt = System.nanoTime();
            if (finished) {
                return;
            }
            if (there.failed()) {
                finish(there.cause());
            } else {
                next.run();
            }
        });
    }

    private void tick() {
        long now = System.nanoTime();
        if (blocked) {
            if (now - blockedSince > engine.settings().memoryWait().toNanos()) {
                finish(new WaybillException(
                        ErrorCode.BUSY, "There is no memory for this part right now. Send it again in a moment."));
            }
        } else if (now - lastByteAt > engine.settings().bodyIdle().toNanos()) {
            finish(new WaybillException(
                    ErrorCode.REQUEST_TIMEOUT,
                    "The body stopped coming. Nothing of this part was kept: send it again."));
        } else {
            part.giveWay(now, lastByteAt);
        }
    }

    private void finish(Throwable failure) {
        if (!finished) {
            finished = true;
            engine.vertx().cancelTimer(timer);
            done.tryFail(failure);
        }
    }
}

package io.waybill.transfer.coding;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * A stream in its other form. Back-pressure goes through: nothing is read that is not asked for, and of one input buffer
 * only one piece is out at a time. For one Vert.x context.
 */
public final class RecodedStream implements ReadStream<Buffer> {
    private final ReadStream<Buffer> source;
    private final Recoding recoding;
    private final Runnable release;
    private Handler<Buffer> handler;
    private Handler<Void> ended;
    private Handler<Throwable> broken;
    private long demand = Long.MAX_VALUE;
    private boolean pumping;
    private boolean asked;
    private boolean sourceOver;
    private boolean over;

    /** @param release run once, when the stream is over */
    RecodedStream(ReadStream<Buffer> source, Recoding recoding, Runnable release) {
        this.source = source;
        this.recoding = recoding;
        this.release = release;
        source.pause();
        source.exceptionHandler(this::fail);
        source.endHandler(end -> sourceEnded());
        source.handler(this::arrived);
    }

    @Override
    public RecodedStream exceptionHandler(Handler<Throwable> newHandler) {
        broken = newHandler;
        return this;
    }

    @Override
    public RecodedStream handler(Handler<Buffer> newHandler) {
        handler = newHandler;
        pump();
        return this;
    }

    @Override
    public RecodedStream endHandler(Handler<Void> newHandler) {
        ended = newHandler;
        return this;
    }

    @Override
    public RecodedStream pause() {
        demand = 0;
        return this;
    }

    @Override
    public RecodedStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public RecodedStream fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        pump();
        return this;
    }

    /** Gives up: nothing more comes out, and what it holds is freed. Idempotent. */
    public void close() {
        if (!over) {
            over = true;
            recoding.close();
            release.run();
        }
    }

    private void arrived(Buffer input) {
        if (over) {
            return;
        }
        asked = false;
        try {
            recoding.feed(input);
        } catch (RuntimeException malformed) {
            fail(malformed);
            return;
        }
        pump();
    }

    private void sourceEnded() {
        if (over) {
            return;
        }
        asked = false;
        sourceOver = true;
        try {
            recoding.end();
        } catch (RuntimeException notWhole) {
            fail(notWhole);
            return;
        }
        pump();
    }

    private void pump() {
        if (pumping || handler == null) {
            return;
        }
        pumping = true;
        try {
            while (!over && demand > 0 && !asked) {
                step();
            }
        } catch (RuntimeException malformed) {
            fail(malformed);
        } finally {
            pumping = false;
        }
    }

    private void step() {
        Buffer piece = recoding.next();
        if (piece != null) {
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            handler.handle(piece);
        } else if (sourceOver) {
            close();
            if (ended != null) {
                ended.handle(null);
            }
        } else {
            asked = true;
            source.fetch(1);
        }
    }

    private void fail(Throwable why) {
        if (!over) {
            close();
            if (broken != null) {
                broken.handle(why);
            }
        }
    }
}

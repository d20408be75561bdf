package io.waybill.gateway.passage;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.waybill.kit.wire.ReadSize;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One end of the short way: stands between the codec and Vert.x on one HTTP/1.1 connection. Vert.x sees every head and every
 * end as always; while a {@link Passage} is open it does not see the bytes between them.
 *
 * <ul>
 *   <li>Order: a piece takes the passage only when Vert.x has written everything that it was given of the same body. The two
 *       connections may belong to two event loops: then each write, ours and those of Vert.x, is a task of the loop that
 *       writes, and they run in the order in which they were made; a body's end passes through Vert.x after its bytes did.
 *   <li>Back-pressure: when the other connection holds as much unsent as its high-water mark allows, nothing is read here until
 *       it is down to its low one. In memory are never more than that and what one read brought.
 *   <li>Pace: when a passage says that no more shall pass for a while, nothing is read here until then, and little at a time after
 *       that: many who share one pace take turns.
 *   <li>A piece that cannot be written closes the connection it was meant for: no end may follow a gap.
 *   <li>When the passage is closed, or the other connection is gone, bytes go to Vert.x as before.
 * </ul>
 */
public final class BodyEnd extends ChannelInboundHandlerAdapter {
    private static final int FIRST_FINAL_STATUS = 200;

    /** Not within the write that failed: the encoder, whose turn it is, cannot be used again before that returns. */
    private static final ChannelFutureListener CLOSE_AFTER_FAILURE = written -> {
        Channel channel = written.channel();
        if (!written.isSuccess() && channel.isOpen()) {
            channel.eventLoop()
                    .execute(() -> channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE));
        }
    };

    private final boolean oneBody;

    /** The end whose bytes are written to this connection. */
    private final AtomicReference<BodyEnd> feeder = new AtomicReference<>();

    // What follows is used on the event loop of this connection only.
    private ChannelHandlerContext context;
    private HttpHeaders fields;
    private long given;
    private Passage passage;
    private boolean paused;
    private Future<?> held;
    private ChannelHandlerContext unflushed;
    private boolean leaving;

    private BodyEnd(boolean oneBody) {
        this.oneBody = oneBody;
    }

    /** An end for all requests of a client's connection. */
    public static BodyEnd ofClient() {
        return new BodyEnd(false);
    }

    /** An end for the next answer on a service's connection; it is gone once that has ended. */
    public static BodyEnd ofAnswer() {
        return new BodyEnd(true);
    }

    /** The end that stands on {@code client}; there is none on HTTP/2. */
    public static Optional<BodyEnd> on(Channel client) {
        return Optional.ofNullable(client.pipeline().get(BodyEnd.class));
    }

    /**
     * Whether the body that comes here now is that of the message with these very {@code headers}; on the event loop of this
     * connection. Of pipelined requests, an earlier one may be looked at when a later one is already coming.
     */
    public boolean isReading(Object headers) {
        return fields == headers;
    }

    /** Lets the rest of the body that comes here go through {@code opened}; does nothing when it has ended. Any thread. */
    public void open(Passage opened) {
        onLoop(() -> {
            if (fields != null && !context.isRemoved()) {
                forget();
                passage = opened;
                opened.far().feeder.set(this);
            }
        });
    }

    /** Sends what still comes to Vert.x again, if it goes through {@code opened}. Any thread; may be called twice. */
    public void close(Passage opened) {
        onLoop(() -> {
            if (opened.equals(passage)) {
                forget();
            }
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        end();
        dismissFeeder();
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        end();
        dismissFeeder();
        channel.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (message instanceof HttpMessage head) {
            begin(head);
        }
        if (fields == null || !(message instanceof HttpContent piece)) {
            channel.fireChannelRead(message);
        } else if (piece.decoderResult().isFailure()) {
            end();
            channel.fireChannelRead(piece);
        } else if (passage == null || !passage.isOpen().test(given)) {
            give(piece);
        } else if (piece instanceof LastHttpContent last) {
            passLast(last);
        } else {
            pass(piece);
        }
    }

    private void begin(HttpMessage head) {
        end();
        boolean interim = head instanceof HttpResponse answer && answer.status().code() < FIRST_FINAL_STATUS;
        if (!interim && !leaving) {
            fields = head.headers();
        }
    }

    private void give(HttpContent piece) {
        ReadSize.onItsWay(context.channel(), false);
        given += piece.content().readableBytes();
        if (piece instanceof LastHttpContent) {
            end();
        }
        context.fireChannelRead(piece);
    }

    private void passLast(LastHttpContent last) {
        LastHttpContent end = last;
        if (last.content().isReadable()) {
            end = last.trailingHeaders().isEmpty()
                    ? LastHttpContent.EMPTY_LAST_CONTENT
                    : last.replace(Unpooled.EMPTY_BUFFER);
            pass(new DefaultHttpContent(last.content()));
        }
        end();
        context.fireChannelRead(end);
    }

    private void pass(HttpContent piece) {
        long wait = passage.passed().applyAsLong(piece.content().readableBytes());
        ReadSize.onItsWay(context.channel(), wait == 0);
        if (!passage.to().equals(unflushed)) {
            flush();
            unflushed = passage.to();
        }
        unflushed.write(piece).addListener(CLOSE_AFTER_FAILURE);
        if (isFull()) {
            flush();
        }
        if (isFull()) {
            // Said again for every piece: Vert.x may have wanted more on account of what it was given before.
            pause();
        }
        if (wait > 0) {
            pause();
            hold(wait);
        }
    }

    private void pause() {
        paused = true;
        context.channel().config().setAutoRead(false);
    }

    /** Several pieces of one read may say how long; the last of them knows of all. */
    private void hold(long nanos) {
        unhold();
        held = context.executor().schedule(this::letGo, nanos, TimeUnit.NANOSECONDS);
    }

    private void letGo() {
        held = null;
        readOn();
    }

    private void unhold() {
        if (held != null) {
            held.cancel(false);
            held = null;
        }
    }

    private boolean isFull() {
        return passage != null && !passage.takesMore();
    }

    private void flush() {
        ChannelHandlerContext written = unflushed;
        unflushed = null;
        if (written != null) {
            written.flush();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channel) {
        flush();
        if (leaving) {
            channel.pipeline().remove(this);
        }
        channel.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext channel) {
        BodyEnd reading = feeder.get();
        if (reading != null && channel.channel().isWritable()) {
            reading.readOn();
        }
        channel.fireChannelWritabilityChanged();
    }

    /**
     * A word that the other connection takes more. It comes after it has become so, as a task of this loop if that is another:
     * so it is either heard after this has paused, or this sees that there is no need to.
     */
    private void readOn() {
        onLoop(() -> {
            if (passage != null && held == null && passage.takesMore()) {
                unpause();
            }
        });
    }

    private void end() {
        forget();
        leaving |= oneBody && fields != null;
        fields = null;
        given = 0;
    }

    private void forget() {
        if (passage != null) {
            passage.far().feeder.compareAndSet(this, null);
            passage = null;
            ReadSize.onItsWay(context.channel(), false);
        }
        unhold();
        unpause();
    }

    private void unpause() {
        if (paused) {
            paused = false;
            context.channel().config().setAutoRead(true);
        }
    }

    private void dismissFeeder() {
        BodyEnd reading = feeder.getAndSet(null);
        if (reading != null) {
            reading.onLoop(reading::forget);
        }
    }

    private void onLoop(Runnable action) {
        if (context.executor().inEventLoop()) {
            action.run();
        } else {
            context.executor().execute(action);
        }
    }
}

package io.waybill.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.waybill.contracts.error.WaybillException;
import io.waybill.gateway.passage.BodyEnd;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Stands on one HTTP/1.1 connection, between the codec and Vert.x.
 *
 * <ul>
 *   <li>What the codec cannot read is answered with a problem instead of the bare status, or the bare close, of Vert.x.
 *   <li>A head that takes too long, and a body that is silent while its bytes are wanted, are 408. Whether they are wanted is
 *       asked of the connection: while it is paused by back-pressure nobody waits for the client. A client that waits for
 *       100 (Continue) is not silent either.
 *   <li>A refused client has a moment to read the answer before the connection is closed.
 *   <li>Between two requests nothing happens here: an idle connection is closed by the idle timeout, without a word.
 * </ul>
 *
 * <p>Costs one look at the clock for each read, and a timer only where a head or a body did not come in one read.
 */
final class WireGuard extends ChannelDuplexHandler {
    private enum Reading {
        NOTHING,
        HEAD,
        BODY
    }

    private final WireSettings settings;
    private final WireRefusals refusals;
    private final LongSupplier nanoClock;
    private ChannelHandlerContext context;

    private Reading reading = Reading.NOTHING;
    private long wantedSince;
    private boolean awaitsContinue;
    private Future<?> headTimer;
    private Future<?> bodyTimer;

    /** Requests whose answer has not begun. */
    private int unanswered;

    private boolean answering;
    private Throwable unreadable;
    private ChannelFuture refused;
    private boolean closing;

    WireGuard(WireSettings settings, WireRefusals refusals, LongSupplier nanoClock) {
        this.settings = settings;
        this.refusals = refusals;
        this.nanoClock = nanoClock;
    }

    /** The part of it that stands before the codec. */
    ChannelInboundHandlerAdapter bytes() {
        return new Bytes();
    }

    /** Some of a head has come already. */
    void begun() {
        reading = Reading.HEAD;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        cancel(headTimer);
        cancel(bodyTimer);
        reading = Reading.NOTHING;
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        handlerRemoved(channel);
        channel.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (refused != null) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(request);
        } else if (message instanceof HttpObject piece && piece.decoderResult().isFailure()) {
            reading = Reading.NOTHING;
            if (unanswered == 1 && !answering) {
                answer(
                        refusals.idOf(channel.channel()),
                        refusals.unreadable(piece.decoderResult().cause()));
            }
        }
        if (message instanceof LastHttpContent) {
            reading = Reading.NOTHING;
        }
        channel.fireChannelRead(message);
    }

    private void begin(HttpRequest request) {
        cancel(headTimer);
        headTimer = null;
        unanswered++;
        if (request.decoderResult().isFailure()) {
            unreadable = request.decoderResult().cause();
            reading = Reading.NOTHING;
        } else if (request.protocolVersion().majorVersion() != 1) {
            unreadable = new ProtocolException(request.protocolVersion() + " is not spoken like this.");
            reading = Reading.NOTHING;
        } else {
            reading = Reading.BODY;
            wantedSince = nanoClock.getAsLong();
            awaitsContinue = request.headers().contains(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
        }
    }

    @Override
    public void read(ChannelHandlerContext channel) {
        if (reading == Reading.BODY) {
            wantedSince = nanoClock.getAsLong();
        }
        channel.read();
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise written) throws Exception {
        if (refused != null) {
            // An empty buffer is how Vert.x waits for what it wrote before, and then closes.
            boolean marksTheEnd = message instanceof ByteBuf bytes && !bytes.isReadable();
            ReferenceCountUtil.release(message);
            settle(written, marksTheEnd ? null : new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse head && begins(head)) {
            ReferenceCountUtil.release(message);
            answer(refusals.freshId(), refusals.unreadable(unreadable));
            settle(written, null);
            end();
            return;
        }
        if (message instanceof LastHttpContent) {
            answering = false;
        }
        super.write(channel, message, written);
    }

    /** Notes what {@code head} begins; whether it is the bare refusal of a head that was unreadable. */
    private boolean begins(HttpResponse head) {
        int status = head.status().code();
        if (status == 101) {
            leave();
        } else if (status == 100) {
            awaitsContinue = false;
            wantedSince = nanoClock.getAsLong();
        } else if (status >= 200) {
            unanswered--;
            answering = true;
            return unreadable != null && unanswered == 0;
        }
        return false;
    }

    /** From now on this is another protocol's connection. */
    private void leave() {
        context.pipeline().remove(Bytes.class);
        BodyEnd.on(context.channel()).ifPresent(context.pipeline()::remove);
        context.pipeline().remove(this);
    }

    @Override
    public void close(ChannelHandlerContext channel, ChannelPromise closed) throws Exception {
        if (refused == null) {
            super.close(channel, closed);
            return;
        }
        channel.channel().closeFuture().addListener(gone -> settle(closed, null));
        if (!closing) {
            closing = true;
            refused.addListener(sent -> linger(channel));
        }
    }

    /** Closing at once would throw the answer away together with the bytes that nobody has read (RFC 9112 §9.6). */
    private void linger(ChannelHandlerContext channel) {
        if (channel.channel() instanceof DuplexChannel duplex
                && channel.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        channel.channel().config().setAutoRead(true);
        Future<?> end = schedule(
                channel, settings.linger(), () -> channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
        channel.channel().closeFuture().addListener(gone -> cancel(end));
    }

    private void answer(String id, WaybillException failure) {
        cancel(headTimer);
        cancel(bodyTimer);
        refused = context.writeAndFlush(refusals.answer(id, failure));
    }

    private void cameTogether() {
        if (reading == Reading.HEAD && headTimer == null) {
            headTimer = schedule(context, settings.headWithin(), this::lookAtHead);
        } else if (reading == Reading.BODY && bodyTimer == null) {
            bodyTimer = schedule(context, settings.bodySilence(), this::lookAtBody);
        }
    }

    private void lookAtHead() {
        headTimer = null;
        if (reading != Reading.HEAD) {
            return;
        }
        if (unanswered > 0 || answering) {
            headTimer = schedule(context, settings.headWithin(), this::lookAtHead);
        } else {
            answer(refusals.freshId(), refusals.slowHead());
            end();
        }
    }

    private void lookAtBody() {
        bodyTimer = null;
        if (reading != Reading.BODY) {
            return;
        }
        long patience = settings.bodySilence().toNanos();
        long left = patience - (nanoClock.getAsLong() - wantedSince);
        boolean wanted = context.channel().config().isAutoRead() && !awaitsContinue && unanswered < 2 && !answering;
        if (!wanted || left > 0) {
            bodyTimer = schedule(context, Duration.ofNanos(wanted ? left : patience), this::lookAtBody);
        } else if (unanswered == 1) {
            answer(refusals.idOf(context.channel()), refusals.silentBody());
            context.fireExceptionCaught(new TimeoutException("The body of a request stopped coming."));
            end();
        } else {
            end();
        }
    }

    private void end() {
        context.pipeline().close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private static Future<?> schedule(ChannelHandlerContext channel, Duration wait, Runnable then) {
        return channel.executor().schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void cancel(Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private static void settle(ChannelPromise promise, Throwable failure) {
        if (promise.isVoid()) {
            return;
        }
        if (failure == null) {
            promise.trySuccess();
        } else {
            promise.tryFailure(failure);
        }
    }

    /** Sees that bytes come before it is known of what. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (reading == Reading.NOTHING && message instanceof ByteBuf bytes && hasText(bytes)) {
                reading = Reading.HEAD;
            }
            channel.fireChannelRead(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext channel) {
            cameTogether();
            channel.fireChannelReadComplete();
        }

        /** Empty lines before a request are no request (RFC 9112 §2.2). */
        private boolean hasText(ByteBuf bytes) {
            return bytes.forEachByte(b -> b == '\r' || b == '\n') >= 0;
        }
    }
}

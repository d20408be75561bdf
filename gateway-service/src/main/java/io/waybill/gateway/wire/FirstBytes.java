package io.waybill.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.waybill.gateway.passage.BodyEnd;
import io.waybill.kit.wire.ReadBudget;
import io.waybill.kit.wire.ReadSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The first handler of a fresh connection: puts a {@link WireGuard} around the codec as soon as Vert.x has put one in, a
 * {@link BodyEnd} behind that, and is gone. Vert.x does so within the very read that shows that HTTP/1.1 is spoken, so that
 * read is handed on in two pieces: what tells the version, then the rest. A connection of HTTP/2 is left as it is.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    private final Supplier<WireGuard> guards;
    private final Duration headWithin;
    private int told;
    private boolean waits;

    /**
     * @param guards makes the guard of this connection
     * @param headWithin how long it may take to show which version it speaks, once it has begun
     */
    FirstBytes(Supplier<WireGuard> guards, Duration headWithin) {
        this.guards = guards;
        this.headWithin = headWithin;
    }

    /** Here the options of the listening socket have been applied, and nothing was read yet. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ReadSize.fit(context.channel(), ReadBudget.DIRECT);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
        if (tls != null
                && tls.pipeline().names().indexOf(tls.name())
                        > context.pipeline().names().indexOf(context.name())) {
            context.pipeline().addAfter(tls.name(), null, new FirstBytes(guards, headWithin));
            leave(context, message);
        } else if (guard(context) || !(message instanceof ByteBuf bytes)) {
            leave(context, message);
        } else {
            tell(context, bytes);
        }
    }

    /** Hands on what tells the version; then there is a codec, or the rest of the preface is still to come. */
    private void tell(ChannelHandlerContext context, ByteBuf bytes) {
        int same = 0;
        int readable = bytes.readableBytes();
        while (same < readable
                && told + same < HTTP2_PREFACE.length
                && bytes.getByte(bytes.readerIndex() + same) == HTTP2_PREFACE[told + same]) {
            same++;
        }
        if (told == 0 && same == 0) {
            // An empty line tells the version as well, and the codec lets it pass before whatever comes.
            context.fireChannelRead(Unpooled.wrappedBuffer(EMPTY_LINE));
            guard(context);
            leave(context, bytes);
            return;
        }
        told += same;
        if (told == HTTP2_PREFACE.length) {
            leave(context, bytes);
        } else if (same == readable) {
            context.fireChannelRead(bytes);
            awaitMore(context);
        } else {
            context.fireChannelRead(bytes.readRetainedSlice(same + 1));
            if (guard(context)) {
                context.pipeline().get(WireGuard.class).begun();
            }
            leave(context, bytes);
        }
    }

    /** So far it may be either version, and nothing can be said yet: who stops here is let go without a word. */
    private void awaitMore(ChannelHandlerContext context) {
        if (!waits) {
            waits = true;
            Future<?> end = context.executor()
                    .schedule(
                            () -> {
                                if (!context.isRemoved()) {
                                    context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                                }
                            },
                            headWithin.toNanos(),
                            TimeUnit.NANOSECONDS);
            context.channel().closeFuture().addListener(gone -> end.cancel(false));
        }
    }

    private boolean guard(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (decoder == null || encoder == null) {
            return false;
        }
        WireGuard guard = guards.get();
        pipeline.addBefore(decoder.name(), null, guard.bytes());
        pipeline.addAfter(encoder.name(), null, guard);
        // Behind the idle timeout of Vert.x, which must see that something moves.
        ChannelHandlerContext idle = pipeline.context(IdleStateHandler.class);
        pipeline.addAfter((idle == null ? pipeline.context(guard) : idle).name(), null, BodyEnd.ofClient());
        return true;
    }

    private void leave(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message);
        if (!context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }
}

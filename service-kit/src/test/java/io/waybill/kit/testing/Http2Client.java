package io.waybill.kit.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** HTTP/2 in clear text with prior knowledge, frame by frame: what the clients of the JDK do not show. */
public final class Http2Client implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel connection;
    private final URI server;

    /** Connects to the host and port of {@code server}. */
    public Http2Client(URI server) {
        this.server = server;
        this.connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .encoderIgnoreMaxHeaderListSize(true)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new NoPushes()));
                    }
                })
                .connect(server.getHost(), server.getPort())
                .syncUninterruptibly()
                .channel();
    }

    /**
     * Begins a request.
     *
     * @param ends whether its head is all of it
     * @param fields names (in lower case) and values, in turn
     */
    public Exchange begin(String method, String path, boolean ends, String... fields) {
        Http2Headers head = fields(fields)
                .method(method)
                .path(path)
                .scheme("http")
                .authority(server.getHost() + ":" + server.getPort());
        BlockingQueue<Http2StreamFrame> frames = new LinkedBlockingQueue<>();
        Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
                .handler(new Collector(frames))
                .open()
                .syncUninterruptibly()
                .getNow();
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, ends)).syncUninterruptibly();
        return new Exchange(stream, frames);
    }

    @Override
    public void close() {
        connection.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static Http2Headers fields(String... fields) {
        Http2Headers headers = new DefaultHttp2Headers();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return headers;
    }

    /**
     * One request and what comes back.
     *
     * @param stream its stream
     * @param frames what has come and was not looked at yet
     */
    public record Exchange(Http2StreamChannel stream, BlockingQueue<Http2StreamFrame> frames) {
        /** Sends a piece of the body. */
        public Exchange data(String text, boolean ends) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), ends))
                    .syncUninterruptibly();
            return this;
        }

        /** Ends the request with trailers: names (in lower case) and values, in turn. */
        public Exchange trailers(String... fields) {
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(fields(fields), true))
                    .syncUninterruptibly();
            return this;
        }

        /** The next head, interim or not; fails when something else comes. */
        public Head head() throws InterruptedException {
            return new Head((Http2HeadersFrame) next());
        }

        /** The rest of the body, to the end of the stream. */
        public String body() throws InterruptedException {
            StringBuilder body = new StringBuilder();
            while (true) {
                Http2DataFrame frame = (Http2DataFrame) next();
                body.append(frame.content().toString(StandardCharsets.UTF_8));
                if (frame.isEndStream()) {
                    return body.toString();
                }
            }
        }

        /** The code that the stream is reset with. */
        public long reset() throws InterruptedException {
            return ((Http2ResetFrame) next()).errorCode();
        }

        private Http2StreamFrame next() throws InterruptedException {
            Http2StreamFrame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("Nothing came in time.");
            }
            return frame;
        }
    }

    /**
     * A head that came.
     *
     * @param frame as it was sent
     */
    public record Head(Http2HeadersFrame frame) {
        /** Its status. */
        public int status() {
            return Integer.parseInt(frame.headers().status().toString());
        }

        /** The value of a field (in lower case), or null. */
        public String field(String name) {
            CharSequence value = frame.headers().get(name);
            return value == null ? null : value.toString();
        }

        /** Whether nothing comes after it. */
        public boolean isLast() {
            return frame.isEndStream();
        }
    }

    private static final class Collector extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final BlockingQueue<Http2StreamFrame> frames;

        Collector(BlockingQueue<Http2StreamFrame> frames) {
            super(false);
            this.frames = frames;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext channel, Http2StreamFrame frame) {
            frames.add(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext channel, Object event) throws Exception {
            if (event instanceof Http2ResetFrame reset) {
                frames.add(reset);
            }
            super.userEventTriggered(channel, event);
        }
    }

    @ChannelHandler.Sharable
    private static final class NoPushes extends SimpleChannelInboundHandler<Http2StreamFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext channel, Http2StreamFrame frame) {
            throw new IllegalStateException("A server pushed: " + frame);
        }
    }
}

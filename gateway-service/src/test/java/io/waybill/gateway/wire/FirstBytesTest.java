package io.waybill.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.waybill.gateway.passage.BodyEnd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class FirstBytesTest {
    private final ChannelInboundHandlerAdapter vertx = new ChannelInboundHandlerAdapter();

    /** Bytes that pass below it must move its clock: a long upload is not idle. */
    @Test
    void putsTheEndOfThePassageBehindTheIdleTimeout() {
        IdleStateHandler idle = new IdleStateHandler(0, 0, 1);

        List<Class<?>> handlers = handlersAfterARequest(idle);

        assertThat(handlers)
                .containsSubsequence(
                        HttpRequestDecoder.class,
                        HttpResponseEncoder.class,
                        WireGuard.class,
                        IdleStateHandler.class,
                        BodyEnd.class,
                        vertx.getClass());
    }

    @Test
    void putsTheEndOfThePassageBehindTheGuardWhereNoTimeoutIs() {
        assertThat(handlersAfterARequest())
                .containsSubsequence(WireGuard.class, BodyEnd.class, vertx.getClass())
                .doesNotContain(FirstBytes.class);
    }

    private List<Class<?>> handlersAfterARequest(ChannelHandler... between) {
        EmbeddedChannel connection = new EmbeddedChannel(
                new FirstBytes(FirstBytesTest::guard, Duration.ofSeconds(15)), new Codec(between, vertx));
        connection.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", StandardCharsets.US_ASCII));
        List<Class<?>> handlers = StreamSupport.stream(connection.pipeline().spliterator(), false)
                .<Class<?>>map(named -> named.getValue().getClass())
                .toList();
        connection.finishAndReleaseAll();
        return handlers;
    }

    private static WireGuard guard() {
        return new WireGuard(
                new WireGuardTest.Settings(),
                new WireRefusals(new ObjectMapper(), new SimpleMeterRegistry()),
                System::nanoTime);
    }

    /** As Vert.x: puts in what speaks HTTP/1.1 with the first bytes. */
    private static final class Codec extends ChannelInboundHandlerAdapter {
        private final ChannelHandler[] between;
        private final ChannelHandler last;

        Codec(ChannelHandler[] between, ChannelHandler last) {
            this.between = between;
            this.last = last;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.pipeline().addLast(new HttpRequestDecoder(), new HttpResponseEncoder());
            context.pipeline().addLast(between);
            context.pipeline().addLast(last);
            context.fireChannelRead(message);
            context.pipeline().remove(this);
        }
    }
}

package io.waybill.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a clock that stands still until the test moves it. */
class WireGuardTest {
    private static final String UPLOAD = "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n";

    private long nanos;
    private boolean broken;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WireGuard guard =
            new WireGuard(new Settings(), new WireRefusals(new ObjectMapper(), meters), () -> nanos);
    private final EmbeddedChannel connection = new EmbeddedChannel(
            guard.bytes(), new HttpRequestDecoder(), new HttpResponseEncoder(), guard, new Application());

    @BeforeEach
    void stopTheClock() {
        connection.freezeTime();
    }

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
    }

    @Test
    void aHeadHasItsTimeFromItsFirstByteOnHoweverItDrips() {
        send("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 9; i++) {
            pass(1);
            send("X: y\r\n");
        }
        assertThat(written()).isEmpty();

        pass(1);

        assertThat(written()).startsWith("HTTP/1.1 408 ").contains("request_timeout");
        assertThat(refusals()).isEqualTo(1);
    }

    @Test
    void aHeadThatEndsInTimeIsNotRefusedLater() {
        send("GET / HTTP/1.1\r\n");
        pass(9);
        send("Host: x\r\n\r\n");

        pass(100);

        assertThat(written()).isEmpty();
    }

    @Test
    void anIdleConnectionIsNobodysBusinessHere() {
        pass(1000);
        send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        answer(200);
        assertThat(written()).startsWith("HTTP/1.1 200");
        send("\r\n");

        pass(1000);

        assertThat(written()).isEmpty();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aBodyIsSilentWhenNothingCameForAllTheTimeNotWhenItIsSlow() {
        send(UPLOAD);
        for (int i = 0; i < 20; i++) {
            pass(29);
            send("x");
        }
        assertThat(written()).isEmpty();

        pass(29);
        assertThat(written()).isEmpty();
        pass(30);

        assertThat(written()).startsWith("HTTP/1.1 408 ");
        assertThat(broken).as("the request is told").isTrue();
    }

    @Test
    void aBodyIsNotSilentWhileItIsPausedAndHasAllItsTimeAfterwards() {
        send(UPLOAD + "x");
        connection.config().setAutoRead(false);
        pass(1000);
        connection.config().setAutoRead(true);
        pass(29);
        assertThat(written()).isEmpty();

        pass(31);

        assertThat(written()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void whoWaitsToBeWelcomedIsNotSilent() {
        send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
        pass(1000);
        assertThat(written()).isEmpty();
        answer(100);
        assertThat(written()).startsWith("HTTP/1.1 100 ");

        pass(60);

        assertThat(written()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void aBodyThatIsOverIsNotWaitedForHoweverLongItsAnswerTakes() {
        send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
        send("hello");

        pass(1000);

        assertThat(written()).isEmpty();
        answer(201);
        assertThat(written()).startsWith("HTTP/1.1 201 ");
    }

    @Test
    void aBodyThatNobodyWantsAnyMoreEndsWithoutASecondAnswer() {
        send(UPLOAD + "x");
        answer(409);
        assertThat(written()).startsWith("HTTP/1.1 409 ");

        pass(60);

        assertThat(written()).isEmpty();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void nothingIsSaidAfterARefusal() {
        send(UPLOAD + "x");
        pass(60);
        assertThat(written()).startsWith("HTTP/1.1 408 ");

        answer(500);
        send("hello");

        assertThat(written()).isEmpty();
        pass(2);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void anotherProtocolIsLeftAlone() {
        send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        answer(101);

        assertThat(written()).startsWith("HTTP/1.1 101 ");
        assertThat(connection.pipeline().get(WireGuard.class)).isNull();
        assertThat(connection.pipeline().names()).noneMatch(name -> name.contains("Bytes"));
    }

    private void send(String text) {
        connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void answer(int status) {
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        if (status >= 200) {
            answer.headers().set("Content-Length", "0");
        }
        connection.writeAndFlush(answer).addListener(sent -> connection.runPendingTasks());
        connection.runPendingTasks();
    }

    private void pass(int seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    private String written() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf bytes = connection.readOutbound(); bytes != null; bytes = connection.readOutbound()) {
            all.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return all.toString();
    }

    private double refusals() {
        return meters.counter("waybill.gateway.refusals", "code", "request_timeout")
                .count();
    }

    /** Does with a failure what Vert.x does. */
    private final class Application extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
            broken = true;
            channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    record Settings() implements WireSettings {
        @Override
        public Duration headWithin() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration bodySilence() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration linger() {
            return Duration.ofSeconds(2);
        }
    }
}

package io.waybill.gateway.passage;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.waybill.kit.wire.ReadBudget;
import io.waybill.kit.wire.ReadSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two connections, with what a codec would read or write instead of bytes. */
class BodyEndTest {
    private final Line line = new Line();
    private final Application readingVertx = new Application();
    private final Application writingVertx = new Application();
    private final BodyEnd client = BodyEnd.ofClient();
    private final BodyEnd service = BodyEnd.ofAnswer();
    private final EmbeddedChannel reading = new EmbeddedChannel(client, readingVertx);
    private final EmbeddedChannel writing = new EmbeddedChannel(line, service, writingVertx);
    private final List<ByteBuf> made = new ArrayList<>();

    private boolean open = true;
    private long given;
    private long passed;
    private long wait;
    private final Passage passage = new Passage(
            writing.pipeline().lastContext(),
            service,
            bytes -> {
                given = bytes;
                return open;
            },
            bytes -> {
                passed += bytes;
                return wait;
            });

    @AfterEach
    void leavesNothingBehind() {
        reading.finishAndReleaseAll();
        writing.finishAndReleaseAll();

        assertThat(made).allSatisfy(bytes -> assertThat(bytes.refCnt()).isZero());
    }

    @Test
    void passesTheSameBufferOnWithoutVertx() {
        reading.writeInbound(request());
        client.open(passage);

        HttpContent piece = piece("hello");
        reading.writeInbound(piece);

        HttpContent written = writing.readOutbound();
        assertThat(written.content()).isSameAs(piece.content());
        assertThat(readingVertx.bytes()).isEmpty();
        assertThat(passed).isEqualTo(5);
        written.release();
    }

    @Test
    void passesNothingBeforeVertxHasWrittenWhatItWasGiven() {
        open = false;
        reading.writeInbound(request(), piece("one"));
        client.open(passage);
        reading.writeInbound(piece("two"));
        assertThat(given).isEqualTo(3);
        assertThat(readingVertx.bytes()).isEqualTo("onetwo");

        open = true;
        reading.writeInbound(piece("three"));

        assertThat(given).isEqualTo(6);
        assertThat(written()).isEqualTo("three");
        assertThat(readingVertx.bytes()).isEqualTo("onetwo");
    }

    @Test
    @SuppressWarnings("deprecation") // Netty's own channels use nothing else.
    void readsLittleUnlessItPasses() {
        ReadSize.fit(reading, new ReadBudget(1 << 20));
        RecvByteBufAllocator.Handle size =
                reading.config().getRecvByteBufAllocator().newHandle();
        grow(size);
        reading.writeInbound(request(), piece("one"));
        assertThat(size.guess()).isLessThanOrEqualTo(ReadBudget.LEAST_BYTES);
        open = false;
        client.open(passage);
        reading.writeInbound(piece("two"));
        assertThat(size.guess()).isLessThanOrEqualTo(ReadBudget.LEAST_BYTES);

        open = true;
        reading.writeInbound(piece("three"));
        assertThat(size.guess()).isEqualTo(ReadBudget.MOST_BYTES);
        ByteBuf room = size.allocate(PooledByteBufAllocator.DEFAULT);
        made.add(room);
        assertThat(room.capacity()).isEqualTo(ReadBudget.MOST_BYTES);
        room.release();

        client.close(passage);
        assertThat(size.guess()).isLessThanOrEqualTo(ReadBudget.LEAST_BYTES);
        assertThat(written()).isEqualTo("three");
    }

    /** What was read filled the room for it, again and again. */
    @SuppressWarnings("deprecation")
    private static void grow(RecvByteBufAllocator.Handle size) {
        for (int n = 0; n < 10; n++) {
            size.attemptedBytesRead(ReadBudget.MOST_BYTES);
            size.lastBytesRead(ReadBudget.MOST_BYTES);
            size.readComplete();
        }
    }

    @Test
    void leavesTheEndAndItsTrailersToVertx() {
        reading.writeInbound(request());
        client.open(passage);
        LastHttpContent last = new DefaultLastHttpContent(bytes("bye"));
        last.trailingHeaders().set("Upload-Checksum", "sha1 x");

        reading.writeInbound(last);

        assertThat(written()).isEqualTo("bye");
        assertThat(readingVertx.bytes()).isEmpty();
        assertThat(readingVertx.ends).hasSize(1);
        assertThat(readingVertx.ends.get(0).trailingHeaders().get("Upload-Checksum"))
                .isEqualTo("sha1 x");
    }

    @Test
    void isForOneBodyOnly() {
        reading.writeInbound(request());
        client.open(passage);
        reading.writeInbound(piece("one"), LastHttpContent.EMPTY_LAST_CONTENT, request(), piece("two"));

        assertThat(written()).isEqualTo("one");
        assertThat(readingVertx.bytes()).isEqualTo("two");
    }

    @Test
    void doesNotOpenForABodyThatHasEnded() {
        reading.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
        client.open(passage);

        reading.writeInbound(piece("stray"));

        assertThat(readingVertx.bytes()).isEqualTo("stray");
    }

    @Test
    void knowsWhichOfTwoPipelinedRequestsItReads() {
        HttpMessage first = request();
        HttpMessage second = request();

        reading.writeInbound(first);
        assertThat(client.isReading(first.headers())).isTrue();
        reading.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT, second);

        assertThat(client.isReading(first.headers())).isFalse();
        assertThat(client.isReading(second.headers())).isTrue();
    }

    @Test
    void leavesToVertxWhatTheCodecCouldNotRead() {
        reading.writeInbound(request());
        client.open(passage);
        HttpContent broken = new DefaultLastHttpContent(bytes("half"));
        broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("no chunk")));

        reading.writeInbound(broken);

        assertThat(written()).isEmpty();
        assertThat(readingVertx.ends).containsExactly((LastHttpContent) broken);
    }

    @Test
    void readsNothingWhileTheOtherConnectionHoldsEnough() {
        hold();

        reading.writeInbound(piece("much"));
        assertThat(reading.config().isAutoRead()).isFalse();

        line.holds = false;
        writing.flush();
        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(written()).isEqualTo("much");
    }

    @Test
    void pausesAgainWhenVertxReadsOnInBetween() {
        hold();
        reading.writeInbound(piece("much"));

        reading.config().setAutoRead(true);
        reading.writeInbound(piece("more"));

        assertThat(reading.config().isAutoRead()).isFalse();
    }

    @Test
    void readsOnAndGivesToVertxWhenThePassageIsClosed() {
        hold();
        reading.writeInbound(piece("much"));

        client.close(passage);
        client.close(passage);
        reading.writeInbound(piece("rest"));

        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(readingVertx.bytes()).isEqualTo("rest");
        line.holds = false;
        writing.flush();
        assertThat(written()).isEqualTo("much");
    }

    @Test
    void readsOnWhenTheBodyEndsAlthoughTheOtherConnectionHoldsEnough() {
        hold();

        reading.writeInbound(piece("much"), LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(readingVertx.ends).hasSize(1);
    }

    @Test
    void aPassageThatIsNotTheOpenOneClosesNothing() {
        reading.writeInbound(request());
        client.open(passage);

        client.close(new Passage(passage.to(), service, bytes -> true, bytes -> 0));
        reading.writeInbound(piece("on"));

        assertThat(written()).isEqualTo("on");
    }

    @Test
    void readsNothingForAsLongAsThePassageSays() {
        reading.freezeTime();
        wait = TimeUnit.SECONDS.toNanos(2);
        reading.writeInbound(request());
        client.open(passage);

        reading.writeInbound(piece("one"));
        assertThat(written()).isEqualTo("one");
        assertThat(reading.config().isAutoRead()).isFalse();

        wait = 0;
        later(1_999);
        assertThat(reading.config().isAutoRead()).isFalse();
        later(1);
        assertThat(reading.config().isAutoRead()).isTrue();
    }

    @Test
    void whatThePassageSaysLastHolds() {
        reading.freezeTime();
        reading.writeInbound(request());
        client.open(passage);
        wait = TimeUnit.SECONDS.toNanos(1);
        reading.pipeline().fireChannelRead(piece("one"));
        wait = TimeUnit.SECONDS.toNanos(3);
        reading.pipeline().fireChannelRead(piece("two"));
        reading.pipeline().fireChannelReadComplete();

        later(2_999);
        assertThat(reading.config().isAutoRead()).isFalse();
        later(1);
        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(written()).isEqualTo("onetwo");
    }

    @Test
    void roomOnTheOtherConnectionDoesNotEndAWait() {
        reading.freezeTime();
        wait = TimeUnit.SECONDS.toNanos(1);
        hold();
        reading.writeInbound(piece("much"));

        line.holds = false;
        writing.flush();
        reading.runPendingTasks();
        assertThat(reading.config().isAutoRead()).isFalse();
        later(1_000);
        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(written()).isEqualTo("much");
    }

    @Test
    void aWaitEndsWithItsBody() {
        reading.freezeTime();
        wait = TimeUnit.SECONDS.toNanos(1);
        reading.writeInbound(request());
        client.open(passage);
        reading.pipeline().fireChannelRead(piece("all"));
        reading.pipeline().fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        reading.pipeline().fireChannelReadComplete();

        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(written()).isEqualTo("all");
    }

    private void later(long millis) {
        reading.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        reading.runScheduledPendingTasks();
        reading.runPendingTasks();
    }

    @Test
    void readsOnAndGivesToVertxWhenTheOtherConnectionIsGone() {
        hold();
        reading.writeInbound(piece("much"));

        assertThat(writing.close().isSuccess()).isTrue();
        reading.runPendingTasks();
        reading.writeInbound(piece("rest"));

        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(readingVertx.bytes()).isEqualTo("rest");
    }

    @Test
    void aPieceThatCannotBeWrittenClosesTheConnectionItWasFor() {
        reading.writeInbound(request());
        client.open(passage);
        line.keeps = true;
        reading.writeInbound(piece("lost"));

        line.kept.setFailure(new IllegalStateException("no head was written"));
        assertThat(writing.isOpen()).as("while the encoder is at work").isTrue();
        writing.runPendingTasks();

        assertThat(writing.isOpen()).isFalse();
    }

    /** The rest of one body, and all of the next, in one read. */
    @Test
    void sendsEachBodyOfOneReadOnItsOwnWay() {
        EmbeddedChannel another = new EmbeddedChannel(new Application());
        Passage second = new Passage(another.pipeline().lastContext(), service, bytes -> true, bytes -> 0);
        reading.writeInbound(request());
        client.open(passage);

        reading.pipeline().fireChannelRead(piece("one"));
        reading.pipeline().fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        reading.pipeline().fireChannelRead(request());
        client.open(second);
        reading.pipeline().fireChannelRead(piece("two"));
        reading.pipeline().fireChannelReadComplete();

        assertThat(written()).isEqualTo("one");
        HttpContent other = another.readOutbound();
        assertThat(other.content().toString(StandardCharsets.UTF_8)).isEqualTo("two");
        other.release();
        another.finishAndReleaseAll();
    }

    @Test
    void readsOnWhenTheAnswerHasEndedBeforeTheBodyHas() {
        hold();
        reading.writeInbound(piece("much"));
        writing.writeInbound(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONFLICT),
                LastHttpContent.EMPTY_LAST_CONTENT);
        reading.runPendingTasks();
        reading.writeInbound(piece("rest"));

        assertThat(reading.config().isAutoRead()).isTrue();
        assertThat(readingVertx.bytes()).isEqualTo("rest");
        line.holds = false;
        writing.flush();
        assertThat(written()).isEqualTo("much");
    }

    @Test
    void whatHasPassedIsSentAlthoughItsOwnConnectionIsGone() {
        hold();
        reading.writeInbound(piece("much"));

        assertThat(reading.close().isSuccess()).isTrue();
        line.holds = false;
        writing.flush();

        assertThat(written()).isEqualTo("much");
        assertThat(writing.isOpen()).isTrue();
    }

    @Test
    void anAnswerBeginsAfterItsInterimResponsesAndItsEndIsTheLastThatIsSeenOfIt() {
        Passage down = new Passage(reading.pipeline().lastContext(), client, bytes -> true, bytes -> 0);
        writing.writeInbound(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE),
                LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(writing.pipeline().get(BodyEnd.class)).isNotNull();

        writing.writeInbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        service.open(down);
        writing.writeInbound(piece("answer"), LastHttpContent.EMPTY_LAST_CONTENT);

        HttpContent written = reading.readOutbound();
        assertThat(written.content().toString(StandardCharsets.UTF_8)).isEqualTo("answer");
        written.release();
        assertThat(writingVertx.ends).hasSize(2);
        assertThat(writing.pipeline().get(BodyEnd.class)).isNull();
    }

    /** The other connection takes bytes, but the peer reads none. */
    private void hold() {
        writing.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        line.holds = true;
        reading.writeInbound(request());
        client.open(passage);
    }

    private String written() {
        StringBuilder text = new StringBuilder();
        for (HttpContent piece = writing.readOutbound(); piece != null; piece = writing.readOutbound()) {
            text.append(piece.content().toString(StandardCharsets.UTF_8));
            piece.release();
        }
        return text.toString();
    }

    private static HttpMessage request() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/a");
    }

    private HttpContent piece(String text) {
        return new DefaultHttpContent(bytes(text));
    }

    private ByteBuf bytes(String text) {
        ByteBuf bytes = ByteBufUtil.writeUtf8(PooledByteBufAllocator.DEFAULT, text);
        made.add(bytes);
        return bytes;
    }

    /** The wire, which may be full or broken. */
    private static final class Line extends ChannelOutboundHandlerAdapter {
        private boolean holds;
        private boolean keeps;
        private ChannelPromise kept;

        @Override
        public void flush(ChannelHandlerContext channel) {
            if (!holds) {
                channel.flush();
            }
        }

        @Override
        public void write(ChannelHandlerContext channel, Object message, ChannelPromise written) throws Exception {
            if (keeps) {
                ReferenceCountUtil.release(message);
                kept = written;
            } else {
                super.write(channel, message, written);
            }
        }
    }

    /** In the place of Vert.x: notes what reaches it, and has it released. */
    private static final class Application extends ChannelInboundHandlerAdapter {
        private final ByteBuf taken = Unpooled.buffer();
        private final List<LastHttpContent> ends = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (message instanceof HttpContent piece) {
                taken.writeBytes(piece.content());
                piece.release();
            }
            if (message instanceof LastHttpContent last) {
                ends.add(last);
            }
        }

        private String bytes() {
            return taken.toString(StandardCharsets.UTF_8);
        }
    }
}

package io.waybill.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireEndsTest {
    private final EmbeddedChannel connection = new EmbeddedChannel();
    private final WireEnds ends = new WireEnds(connection);
    private int resets;

    @BeforeEach
    void stand() {
        connection.pipeline().addLast(ends);
    }

    @Test
    void resetsBeforeTheAnswerHasEnded() {
        ask();
        answer(HttpResponseStatus.OK);
        reset();

        assertThat(resets).isEqualTo(1);
    }

    @Test
    void resetsARequestThatGoesOnAfterItsAnswer() {
        connection.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/"));
        answer(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        connection.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        reset();

        assertThat(resets).isEqualTo(1);
    }

    @Test
    void takesTheEndOfAnInterimAnswerForNone() {
        ask();
        answer(HttpResponseStatus.CONTINUE);
        connection.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        reset();

        assertThat(resets).isEqualTo(1);
    }

    @Test
    void leavesAConnectionAloneThatMayBeAnothers() {
        ask();
        answer(HttpResponseStatus.OK);
        connection.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        reset();

        assertThat(resets).isZero();
        assertThat(connection.pipeline().get(WireEnds.class)).isNull();
    }

    @Test
    void knowsARequestThatEndsAfterItsAnswer() {
        connection.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/"));
        answer(HttpResponseStatus.OK);
        connection.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
        connection.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        reset();

        assertThat(resets).isZero();
    }

    private void ask() {
        connection.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void answer(HttpResponseStatus status) {
        connection.writeInbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private void reset() {
        ends.unlessOver(() -> resets++);
        connection.runPendingTasks();
    }
}

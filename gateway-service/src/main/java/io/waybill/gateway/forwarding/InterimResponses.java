package io.waybill.gateway.forwarding;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.waybill.kit.http.InterimResponse;

/**
 * Passes on what a service says before its answer (RFC 9110 §15.2): 100 (Continue), 103 (Early Hints), 104 (Upload
 * Resumption Supported) and their like, in order, as often as they come, never after the final answer began, and never to
 * HTTP/1.0.
 *
 * <p>Vert.x' client takes every interim response but 100 and 103 for the answer: this stands before it until the answer comes.
 */
final class InterimResponses extends ChannelInboundHandlerAdapter {
    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpServerRequest in;
    private boolean taking;

    private InterimResponses(HttpServerRequest in) {
        this.in = in;
    }

    /** Relays from {@code out} to the client of {@code in}; call it before the head of {@code out} is sent. */
    static void relay(HttpClientRequest out, HttpServerRequest in) {
        out.continueHandler(go -> {
            if (in.version() != HttpVersion.HTTP_1_0 && isStillDue(in.response())) {
                in.response().writeContinue();
            }
        });
        ServiceChannel.addLast(out, new InterimResponses(in));
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (message instanceof HttpResponse head) {
            int status = head.status().code();
            taking = status > SWITCHING_PROTOCOLS && status < 200;
            if (taking) {
                pass(head);
            } else if (status != CONTINUE) {
                channel.pipeline().remove(this);
            }
        }
        if (taking && message instanceof HttpContent) {
            taking = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else if (!taking) {
            channel.fireChannelRead(message);
        }
    }

    private void pass(HttpResponse head) {
        MultiMap said = MultiMap.caseInsensitiveMultiMap();
        head.headers().forEach(field -> said.add(field.getKey(), field.getValue()));
        MultiMap passed = MultiMap.caseInsensitiveMultiMap();
        HeaderRules.copyResponse(said, passed);
        InterimResponse.send(in, head.status().code(), passed);
    }

    private static boolean isStillDue(HttpServerResponse client) {
        return !client.closed() && !client.headWritten();
    }
}

package io.waybill.gateway.forwarding;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpClientRequest;
import io.waybill.kit.http.RequestTrailers;

/** Ends a chunked request to a service with the fields that ended the client's, which Vert.x' client cannot. */
final class TrailerFields extends ChannelOutboundHandlerAdapter {
    private final RequestTrailers trailers;

    private TrailerFields(RequestTrailers trailers) {
        this.trailers = trailers;
    }

    /** Announces and appends {@code trailers} to {@code out}; call it before the head of {@code out} is sent. */
    static void relay(RequestTrailers trailers, HttpClientRequest out) {
        out.putHeader("Trailer", String.join(", ", trailers.announced()));
        ServiceChannel.addLast(out, new TrailerFields(trailers));
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise written) throws Exception {
        if (message instanceof LastHttpContent last && !(message instanceof HttpMessage)) {
            channel.pipeline().remove(this);
            super.write(channel, withTrailers(last), written);
        } else {
            super.write(channel, message, written);
        }
    }

    private LastHttpContent withTrailers(LastHttpContent last) {
        DefaultLastHttpContent end = new DefaultLastHttpContent(last.content());
        trailers.fields().forEach(field -> end.trailingHeaders().add(field.getKey(), field.getValue()));
        return end;
    }
}

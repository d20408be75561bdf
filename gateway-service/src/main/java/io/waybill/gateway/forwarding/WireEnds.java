package io.waybill.gateway.forwarding;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Whether one request and its answer have ended on the connection to their service. Once both have, the connection may carry
 * another client's request before anybody here has heard of it: a reset that comes then would break that one off.
 */
final class WireEnds extends ChannelDuplexHandler {
    private static final int FIRST_FINAL_STATUS = 200;

    private final Channel connection;

    // What follows is used on the event loop of the connection only.
    private boolean interim;
    private boolean asked;
    private boolean answered;

    /** Of the next request on {@code connection}. */
    WireEnds(Channel connection) {
        this.connection = connection;
    }

    /** Runs {@code action}, on the connection's event loop, if the connection is still that of this request. Any thread. */
    void unlessOver(Runnable action) {
        connection.eventLoop().execute(() -> {
            if (!isOver()) {
                action.run();
            }
        });
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise written) throws Exception {
        asked |= message instanceof LastHttpContent;
        leaveWhenOver(channel);
        super.write(channel, message, written);
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (message instanceof HttpResponse answer) {
            interim = answer.status().code() < FIRST_FINAL_STATUS;
        }
        answered |= message instanceof LastHttpContent && !interim;
        leaveWhenOver(channel);
        channel.fireChannelRead(message);
    }

    private void leaveWhenOver(ChannelHandlerContext channel) {
        if (isOver()) {
            channel.pipeline().remove(this);
        }
    }

    private boolean isOver() {
        return asked && answered;
    }
}

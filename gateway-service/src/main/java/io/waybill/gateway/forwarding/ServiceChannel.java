package io.waybill.gateway.forwarding;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** The connection to a service below Vert.x' client, for what that client does not know of HTTP. */
final class ServiceChannel {
    private ServiceChannel() {}

    /** Puts {@code handler} between the codec and Vert.x on the connection of {@code out}; it removes itself. */
    static void addLast(HttpClientRequest out, ChannelHandler handler) {
        ChannelHandlerContext vertx = vertx(out.connection());
        vertx.pipeline().addBefore(vertx.name(), null, handler);
    }

    /** The place of Vert.x on {@code connection}, of a client or to a service. */
    static ChannelHandlerContext vertx(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext();
    }
}

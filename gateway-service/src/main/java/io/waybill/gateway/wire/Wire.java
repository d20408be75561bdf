package io.waybill.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * Puts a {@link WireGuard} on every connection to the public ports. Neither Quarkus nor Vert.x has a place for what Netty
 * refuses before there is a request, so this finds the listening sockets among the channels of the event loop that accepts,
 * and stands where they hand over a fresh connection. Connections that were faster than that are found the same way.
 */
@ApplicationScoped
public class Wire {
    private final VertxInternal vertx;
    private final HttpServer server;
    private final WireSettings settings;
    private final WireRefusals refusals;

    /** Guards the connections to {@code server}, but not those to its management port. */
    public Wire(Vertx vertx, HttpServer server, WireSettings settings, WireRefusals refusals) {
        this.vertx = (VertxInternal) vertx;
        this.server = server;
        this.settings = settings;
        this.refusals = refusals;
    }

    void plain(@ObservesAsync HttpServerStart started) {
        guard();
    }

    void encrypted(@ObservesAsync HttpsServerStart started) {
        guard();
    }

    private void guard() {
        eachChannel(vertx.getAcceptorEventLoopGroup(), channel -> {
            if (isPublic(channel) && channel.pipeline().get(Acceptor.class) == null) {
                channel.pipeline().addFirst(new Acceptor());
            }
        });
        eachChannel(vertx.getEventLoopGroup(), channel -> {
            if (isPublic(channel.parent())) {
                welcome(channel);
            }
        });
    }

    private boolean isPublic(Channel channel) {
        return channel instanceof ServerChannel
                && channel.localAddress() instanceof InetSocketAddress address
                && (address.getPort() == server.getPort() || address.getPort() == server.getSecurePort());
    }

    private void welcome(Channel connection) {
        if (connection.pipeline().get(FirstBytes.class) == null
                && connection.pipeline().get(WireGuard.class) == null) {
            connection
                    .pipeline()
                    .addFirst(new FirstBytes(
                            () -> new WireGuard(settings, refusals, System::nanoTime), settings.headWithin()));
        }
    }

    private static void eachChannel(Iterable<EventExecutor> loops, Consumer<Channel> action) {
        for (EventExecutor loop : loops) {
            if (loop instanceof SingleThreadEventLoop channels) {
                channels.execute(() -> channels.registeredChannelsIterator().forEachRemaining(action));
            }
        }
    }

    /** Sees every connection before Vert.x does. */
    @ChannelHandler.Sharable
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext listening, Object accepted) {
            if (accepted instanceof Channel connection) {
                welcome(connection);
            }
            listening.fireChannelRead(accepted);
        }
    }
}

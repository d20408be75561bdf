package io.waybill.kit.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * Meets every connection to the ports of a server before anything was read from it, which neither Quarkus nor Vert.x has a place
 * for: finds the listening sockets among the channels of the event loop that accepts, and stands where they hand over a fresh
 * connection. Connections that were faster than that are found the same way.
 */
public final class FreshConnections {
    private final HttpServer server;
    private final Consumer<Channel> welcome;

    private FreshConnections(HttpServer server, Consumer<Channel> welcome) {
        this.server = server;
        this.welcome = welcome;
    }

    /**
     * Has {@code welcome} called with every connection to {@code server} from now on, but those to its management port. To be
     * called whenever a port was opened.
     *
     * @param welcome runs on the event loop of the connection, before Vert.x is in its pipeline; a connection that is faster
     *     than this call is welcomed later, perhaps twice
     */
    public static void meet(Vertx vertx, HttpServer server, Consumer<Channel> welcome) {
        FreshConnections fresh = new FreshConnections(server, welcome);
        eachChannel(((VertxInternal) vertx).getAcceptorEventLoopGroup(), fresh::standAt);
        eachChannel(((VertxInternal) vertx).getEventLoopGroup(), channel -> {
            if (fresh.isPort(channel.parent())) {
                welcome.accept(channel);
            }
        });
    }

    private void standAt(Channel channel) {
        if (isPort(channel) && channel.pipeline().get(Acceptor.class) == null) {
            channel.pipeline().addFirst(new Acceptor());
        }
    }

    private boolean isPort(Channel channel) {
        return channel instanceof ServerChannel
                && channel.localAddress() instanceof InetSocketAddress address
                && (address.getPort() == server.getPort() || address.getPort() == server.getSecurePort());
    }

    private static void eachChannel(Iterable<EventExecutor> loops, Consumer<Channel> action) {
        for (EventExecutor loop : loops) {
            if (loop instanceof SingleThreadEventLoop channels) {
                channels.execute(() -> channels.registeredChannelsIterator().forEachRemaining(action));
            }
        }
    }

    /** Runs when the connection has got its event loop. */
    private final class Welcome extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel connection) {
            welcome.accept(connection);
        }
    }

    /** Sees every connection before Vert.x does. */
    @ChannelHandler.Sharable
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext listening, Object accepted) {
            if (accepted instanceof Channel connection) {
                // Added before anything else is and run once the options of the port were applied.
                connection.pipeline().addFirst(new Welcome());
            }
            listening.fireChannelRead(accepted);
        }
    }
}

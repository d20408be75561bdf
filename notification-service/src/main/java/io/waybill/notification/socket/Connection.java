package io.waybill.notification.socket;

import io.netty.channel.ChannelFuture;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jboss.logging.Logger;

/** The WebSocket connection below an open socket: writes, and ends even when the peer takes nothing any more. */
final class Connection implements Wire {
    private static final Logger LOG = Logger.getLogger(Connection.class);

    private final WebSocketConnection webSocket;
    private final HttpConnection tcp;

    Connection(WebSocketConnection webSocket, HttpConnection tcp) {
        this.webSocket = webSocket;
        this.tcp = tcp;
    }

    @Override
    public void write(String frame, Runnable written) {
        webSocket
                .sendText(frame)
                .subscribe()
                .with(done -> written.run(), failure -> LOG.debugf("A frame was not written: %s", failure));
    }

    /** Sends a close frame; after {@code graceMillis} the connection is cut, whether it was taken or not. */
    void close(CloseCode code, Vertx vertx, long graceMillis) {
        long cut = vertx.setTimer(graceMillis, timer -> cut());
        webSocket.close(code.reason()).subscribe().with(done -> LOG.tracef("Close frame %s sent", code), failure -> {
            vertx.cancelTimer(cut);
            cut();
        });
    }

    /** A close frame, like every frame, waits behind what the peer has not taken: only cutting the channel ends that. */
    private void cut() {
        if (tcp instanceof ConnectionBase base) {
            ChannelFuture closing = base.channel().close();
            LOG.tracef("Connection cut: %s", closing);
        } else {
            tcp.close();
        }
    }
}

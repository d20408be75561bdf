package io.waybill.notification.socket;

import io.quarkus.security.Authenticated;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.CurrentCaller;
import org.jboss.logging.Logger;

/** The endpoint {@code /api/events}: signed in on upgrade, JSON text frames both ways. */
@WebSocket(path = "/api/events")
@Authenticated
@NonBlocking
public class EventsSocket {
    private static final Logger LOG = Logger.getLogger(EventsSocket.class);
    private static final TypedKey<Peer> PEER = new TypedKey<>("waybill.peer");

    private final CurrentCaller caller;
    private final PeerFactory factory;
    private final ClientFrameReader frames;
    private final OpenSockets sockets;
    private final OwedResyncs owed;
    private final SocketMetrics metrics;

    EventsSocket(
            CurrentCaller caller,
            PeerFactory factory,
            ClientFrameReader frames,
            OpenSockets sockets,
            OwedResyncs owed,
            SocketMetrics metrics) {
        this.caller = caller;
        this.factory = factory;
        this.frames = frames;
        this.sockets = sockets;
        this.owed = owed;
        this.metrics = metrics;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        Peer peer = factory.peer(connection, caller.get());
        connection.userData().put(PEER, peer);
        sockets.add(connection.id(), peer);
    }

    @OnTextMessage
    @NonBlocking
    void text(String text, WebSocketConnection connection) {
        Peer peer = connection.userData().get(PEER);
        metrics.received();
        switch (peer.take()) {
            case ACCEPT -> accept(peer, text);
            case IGNORE -> metrics.refused();
            case CLOSE -> sockets.close(peer, CloseCode.FLOOD);
        }
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer bytes, WebSocketConnection connection) {
        sockets.close(connection.userData().get(PEER), CloseCode.UNSUPPORTED);
    }

    @OnPongMessage
    @NonBlocking
    void pong(Buffer bytes, WebSocketConnection connection) {
        connection.userData().get(PEER).heard();
    }

    @OnClose
    @NonBlocking
    void closed(WebSocketConnection connection) {
        sockets.remove(connection.id());
        Peer peer = connection.userData().remove(PEER);
        if (peer != null) {
            peer.socket().end();
            owed.forget(peer.socket());
        }
    }

    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection connection) {
        LOG.debugf("Socket %s: %s", connection.id(), failure);
    }

    private void accept(Peer peer, String text) {
        try {
            peer.socket().accept(frames.read(text));
        } catch (WaybillException refusal) {
            metrics.refused();
            peer.socket().refuse(refusal);
        } catch (RuntimeException unexpected) {
            LOG.error("A client's frame could not be handled", unexpected);
            peer.socket().refuse(new WaybillException(ErrorCode.INTERNAL, "Something went wrong on our side."));
        }
    }
}

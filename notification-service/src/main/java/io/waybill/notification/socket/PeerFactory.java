package io.waybill.notification.socket;

import io.quarkus.websockets.next.WebSocketConnection;
import io.waybill.kit.identity.Caller;
import io.waybill.notification.fanout.Fanout;
import io.waybill.notification.fanout.FrameWriter;
import io.waybill.notification.fanout.ServerFrame;
import io.waybill.notification.fanout.Viewer;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes what a new connection needs, and lets it hear about gaps from the start. */
@ApplicationScoped
class PeerFactory {
    private final SocketConfig config;
    private final SocketMetrics metrics;
    private final Fanout fanout;
    private final FrameWriter frames;
    private final OwedResyncs snapshots;
    private final String resync;

    PeerFactory(SocketConfig config, SocketMetrics metrics, Fanout fanout, FrameWriter frames, OwedResyncs snapshots) {
        this.config = config;
        this.metrics = metrics;
        this.fanout = fanout;
        this.frames = frames;
        this.snapshots = snapshots;
        resync = frames.write(new ServerFrame.Resync());
    }

    Peer peer(WebSocketConnection webSocket, Caller caller) {
        Connection connection = new Connection(webSocket, webSocket.userData().remove(UpgradeCheck.CONNECTION));
        OutboundQueue queue = new OutboundQueue(
                config.queuedFrames(), config.queuedCharacters().asLongValue(), resync);
        Outbound outbound = new Outbound(
                queue, connection, metrics, System::nanoTime, config.maxStall().toNanos());
        OpenSocket socket = new OpenSocket(
                new Viewer(caller.subject(), caller.isAdmin(), caller.pathPrefix()),
                outbound,
                fanout,
                frames,
                snapshots,
                config.maxSubscriptions());
        fanout.join(socket);
        FrameAllowance allowance =
                new FrameAllowance(config.clientFramesPerSecond(), config.clientFrameBurst(), System.nanoTime());
        return new Peer(connection, socket, allowance);
    }
}

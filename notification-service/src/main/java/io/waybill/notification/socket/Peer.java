package io.waybill.notification.socket;

import java.util.concurrent.atomic.AtomicBoolean;

/** One client as this replica keeps it: its connection, its conversation, how much it sends and when it was last heard. */
final class Peer {
    private final Connection connection;
    private final OpenSocket socket;
    private final FrameAllowance allowance;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile long heardAt = System.nanoTime();

    Peer(Connection connection, OpenSocket socket, FrameAllowance allowance) {
        this.connection = connection;
        this.socket = socket;
        this.allowance = allowance;
    }

    Connection connection() {
        return connection;
    }

    OpenSocket socket() {
        return socket;
    }

    /** When anything came from the client, by {@link System#nanoTime}. */
    long heardAt() {
        return heardAt;
    }

    /** Something other than a frame of ours came: a pong. */
    void heard() {
        heardAt = System.nanoTime();
    }

    /** A frame came: whether to act on it. */
    FrameAllowance.Verdict take() {
        heard();
        synchronized (allowance) {
            return allowance.take(heardAt);
        }
    }

    /** Whether this is the first call. */
    boolean startClosing() {
        return closing.compareAndSet(false, true);
    }
}

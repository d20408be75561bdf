package io.waybill.notification.socket;

/** What one socket knows about one topic it is subscribed to. Guarded by the socket. */
final class Subscription {
    private boolean asking;
    private boolean askAgain;
    private boolean heard;

    /** Whether to ask for a snapshot now; when one is being asked for, another follows it. */
    boolean ask() {
        askAgain = asking;
        if (asking) {
            return false;
        }
        asking = true;
        return true;
    }

    /** The snapshot came: whether to ask for another. */
    boolean answered() {
        asking = false;
        return askAgain && ask();
    }

    /** No snapshot came. */
    void failed() {
        asking = false;
        askAgain = false;
    }

    /** An event of this topic was delivered: what it is about exists and may be seen. */
    void heard() {
        heard = true;
    }

    boolean hasHeard() {
        return heard;
    }
}

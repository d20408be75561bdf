package io.waybill.notification.socket;

import io.waybill.notification.fanout.Topic;

/** Everything a client can send: one JSON object per WebSocket text message, told apart by {@code type}. */
sealed interface ClientFrame {
    /** Send a snapshot of {@code topic} and what happens from now on. Again: a new snapshot. */
    record Subscribe(Topic topic) implements ClientFrame {}

    /** Send nothing more of {@code topic}. */
    record Unsubscribe(Topic topic) implements ClientFrame {}

    /** Answer with a pong. */
    record Ping() implements ClientFrame {}
}

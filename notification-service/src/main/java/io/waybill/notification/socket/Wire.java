package io.waybill.notification.socket;

/** Where frames are written: a WebSocket connection, or a fake one. */
interface Wire {
    /**
     * Starts to write {@code frame}; {@code written} is called once, by any thread and maybe before this returns, when the
     * connection has taken all of it. It is never called when the connection broke.
     */
    void write(String frame, Runnable written);
}

package io.waybill.notification.socket;

import io.quarkus.websockets.next.CloseReason;
import java.util.Locale;

/** Why this side closes a socket (RFC 6455 §7.4.1 and the IANA registry). */
enum CloseCode {
    UNSUPPORTED(1003, "Only text frames are understood."),
    FLOOD(1008, "Too many frames."),
    RESTART(1012, "The service restarts: connect again."),
    SLOW_READER(1013, "Frames were not read: connect again later."),
    SILENT(1002, "Pings were not answered.");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    CloseReason reason() {
        return new CloseReason(code, reason);
    }

    String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

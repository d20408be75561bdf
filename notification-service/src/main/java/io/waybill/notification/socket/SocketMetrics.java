package io.waybill.notification.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sockets count: how many are open, frames in and out, conflated progress, overflows, and sockets closed by us. */
@Singleton
class SocketMetrics {
    private final AtomicInteger open;
    private final Counter sent;
    private final Counter received;
    private final Counter refused;
    private final Counter conflated;
    private final Counter overflowed;
    private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);

    SocketMetrics(MeterRegistry registry) {
        open = registry.gauge("waybill.sockets", new AtomicInteger());
        sent = registry.counter("waybill.socket.frames", "direction", "out");
        received = registry.counter("waybill.socket.frames", "direction", "in");
        refused = registry.counter("waybill.socket.frames.refused");
        conflated = registry.counter("waybill.socket.conflated");
        overflowed = registry.counter("waybill.socket.overflowed");
        for (CloseCode code : CloseCode.values()) {
            closed.put(code, registry.counter("waybill.socket.dropped", "reason", code.metricName()));
        }
    }

    void open(int sockets) {
        open.set(sockets);
    }

    void sent() {
        sent.increment();
    }

    void received() {
        received.increment();
    }

    void refused() {
        refused.increment();
    }

    void outcome(OutboundQueue.Outcome outcome) {
        if (outcome == OutboundQueue.Outcome.CONFLATED) {
            conflated.increment();
        } else if (outcome == OutboundQueue.Outcome.OVERFLOWED) {
            overflowed.increment();
        }
    }

    void closed(CloseCode code) {
        closed.get(code).increment();
    }
}

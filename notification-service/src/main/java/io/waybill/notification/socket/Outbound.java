package io.waybill.notification.socket;

import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Writes frames to one reader, one after the other, each when the connection has taken the one before: what the reader does
 * not take waits in an {@link OutboundQueue}. Offering never blocks. Thread-safe.
 */
final class Outbound {
    private final OutboundQueue queue;
    private final Wire wire;
    private final SocketMetrics metrics;
    private final LongSupplier nanoClock;
    private final long maxStallNanos;
    private boolean pumping;
    private boolean writing;
    private boolean behind;
    private boolean ended;
    private long writingSince;
    private long behindSince;

    Outbound(OutboundQueue queue, Wire wire, SocketMetrics metrics, LongSupplier nanoClock, long maxStallNanos) {
        this.queue = queue;
        this.wire = wire;
        this.metrics = metrics;
        this.nanoClock = nanoClock;
        this.maxStallNanos = maxStallNanos;
    }

    /** A frame that reaches the reader, or the reader is told to start over. */
    void offer(String frame) {
        OutboundQueue.Outcome outcome;
        synchronized (this) {
            outcome = queue.offer(frame);
            if (outcome == OutboundQueue.Outcome.OVERFLOWED) {
                fallBehind();
            }
        }
        metrics.outcome(outcome);
        pump();
    }

    /** Progress, of which only the newest matters. */
    void offerProgress(UUID uploadId, String frame) {
        OutboundQueue.Outcome outcome;
        synchronized (this) {
            outcome = queue.offerProgress(uploadId, frame);
        }
        metrics.outcome(outcome);
        pump();
    }

    /** Tells the reader to start over. */
    void offerResync() {
        synchronized (this) {
            queue.offerResync();
        }
        pump();
    }

    /** Whether the reader has kept one frame waiting for too long, or has not caught up since it was told to start over. */
    synchronized boolean isStalled() {
        long now = nanoClock.getAsLong();
        return (writing && now - writingSince > maxStallNanos) || (behind && now - behindSince > maxStallNanos);
    }

    /** Writes nothing more. */
    synchronized void end() {
        ended = true;
    }

    private void fallBehind() {
        if (!behind) {
            behind = true;
            behindSince = nanoClock.getAsLong();
        }
    }

    /** Only one thread at a time is in the loop; a write that ends at once is followed by the next without recursion. */
    private void pump() {
        if (!enter()) {
            return;
        }
        for (Optional<String> frame = next(); frame.isPresent(); frame = next()) {
            metrics.sent();
            wire.write(frame.get(), this::written);
        }
    }

    private synchronized boolean enter() {
        if (pumping) {
            return false;
        }
        pumping = true;
        return true;
    }

    private synchronized Optional<String> next() {
        Optional<String> frame = writing || ended ? Optional.empty() : queue.take();
        if (frame.isPresent()) {
            writing = true;
            writingSince = nanoClock.getAsLong();
        } else {
            pumping = false;
        }
        return frame;
    }

    private void written() {
        synchronized (this) {
            writing = false;
            if (queue.isEmpty()) {
                behind = false;
            }
        }
        pump();
    }
}

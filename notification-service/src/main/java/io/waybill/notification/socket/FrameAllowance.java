package io.waybill.notification.socket;

/** How many frames a client may still send: a bucket that fills with time. Not thread-safe. */
final class FrameAllowance {
    /** What to do with a frame. */
    enum Verdict {
        ACCEPT,
        IGNORE,
        CLOSE
    }

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private double left;
    private long at;

    FrameAllowance(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
        this.at = nowNanos;
    }

    /** Takes one frame that came now: ignored ones count too, so a flood ends in {@code CLOSE}. */
    Verdict take(long nowNanos) {
        left = Math.min(burst, left + (nowNanos - at) / NANOS * perSecond) - 1;
        at = nowNanos;
        if (left >= 0) {
            return Verdict.ACCEPT;
        }
        return left >= -burst ? Verdict.IGNORE : Verdict.CLOSE;
    }
}

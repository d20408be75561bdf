package io.waybill.gateway.limits;

/**
 * Whether one more was allowed, and what is left.
 *
 * @param left what is left, as far as this replica knows; 0 when it was refused
 * @param nanosToNext when refused: until it is worth to come again; otherwise 0
 * @param nanosToFull until all of the quota is there again, if nobody takes anything
 */
record Verdict(boolean allowed, long left, long nanosToNext, long nanosToFull) {
    private static final long SECOND = 1_000_000_000;

    static Verdict allowed(Rate rate, double left) {
        long whole = Math.max(0, Math.min(rate.quota(), (long) left));
        return new Verdict(true, whole, 0, rate.nanosFor(rate.quota() - left));
    }

    static Verdict refused(Rate rate, long nanosToNext) {
        return new Verdict(false, 0, nanosToNext, rate.nanosFor((double) rate.quota()));
    }

    /** Seconds as header fields tell them: until it is worth to come again, or until all is there again. Rounded up. */
    long seconds() {
        long nanos = allowed ? nanosToFull : nanosToNext;
        long seconds = (nanos + SECOND - 1) / SECOND;
        return allowed ? seconds : Math.max(1, seconds);
    }
}

package io.waybill.gateway.limits;

/** A bucket of this replica alone. Begins full. Not safe for threads. */
final class TokenBucket {
    private final Rate rate;
    private double level;
    private long countedAt;

    TokenBucket(Rate rate, long now) {
        this.rate = rate;
        level = rate.quota();
        countedAt = now;
    }

    /** Takes one, if there is one at {@code now}. */
    boolean take(long now) {
        count(now);
        if (level < 1) {
            return false;
        }
        level--;
        return true;
    }

    /** Puts one back. */
    void giveBack() {
        level = Math.min((double) rate.quota(), level + 1);
    }

    double level(long now) {
        count(now);
        return level;
    }

    private void count(long now) {
        if (now - countedAt > 0) {
            level = Math.min((double) rate.quota(), level + rate.in(now - countedAt));
            countedAt = now;
        }
    }
}

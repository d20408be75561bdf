package io.waybill.transfer.admission;

import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Comparator;

/** One request in line. Its state and its place in time are guarded by {@link Admission}. */
final class Waiter {
    /** The order among the requests of one owner. */
    static final Comparator<Waiter> OF_ONE_OWNER = Comparator.<Waiter>comparingInt(
                    waiter -> -waiter.candidate.priority())
            .thenComparing(waiter -> waiter.since)
            .thenComparingLong(waiter -> waiter.number);

    private final Candidate candidate;
    private final long number;
    private final Runnable queued;
    private final Promise<Slot> turn = Promise.promise();
    private final long arrivedNanos = System.nanoTime();
    private Instant since;
    private Instant servedAt;
    private volatile State state = State.WAITING;

    /**
     * @param since from when on it has its place
     * @param number of arrival at this replica
     * @param queued run once its place is durable
     */
    Waiter(Candidate candidate, Instant since, long number, Runnable queued) {
        this.candidate = candidate;
        this.since = since;
        this.number = number;
        this.queued = queued;
    }

    Candidate candidate() {
        return candidate;
    }

    Instant since() {
        return since;
    }

    long number() {
        return number;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    Promise<Slot> turn() {
        return turn;
    }

    void tellQueued() {
        queued.run();
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    /** Whether its place is to be kept: it stands there, or may come back to it. */
    boolean needsPlace() {
        return isWaiting() || (state == State.LEFT && candidate.keepsPlace());
    }

    /** It was let in, as its owner's turn {@code at}. */
    void admitted(Instant at) {
        servedAt = at;
        state = State.ADMITTED;
    }

    /** It waits no more, and was not let in. */
    void left() {
        state = State.LEFT;
    }

    /** The turn that it was let in by. */
    Instant servedAt() {
        return servedAt;
    }

    /** Not while it is in line. */
    void standsSince(Instant earlier) {
        since = earlier;
    }

    private enum State {
        WAITING,
        ADMITTED,
        LEFT
    }
}

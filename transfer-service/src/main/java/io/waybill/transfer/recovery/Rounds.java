package io.waybill.transfer.recovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does each kind of work in rounds, one after the other, until it is stopped. A round that failed is counted, told as often
 * as {@link FailedRounds} says, and tried again; it keeps no other work from its rounds.
 */
final class Rounds {
    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private final Vertx vertx;
    private final RecoveryMetrics metrics;
    private final FailedRounds failed = new FailedRounds(System::nanoTime);
    private volatile boolean stopped;

    Rounds(Vertx vertx, RecoveryMetrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    /**
     * Begins now, and goes on after {@code pause}, or at once as long as there is something to do.
     *
     * @param work its name in the log and the metrics
     * @param round does some of it; how much
     */
    void every(String work, Duration pause, Supplier<Future<Integer>> round) {
        if (!stopped) {
            begin(round)
                    .onFailure(failure -> tell(work, pause, failure))
                    .onSuccess(done -> relieve(work))
                    .onComplete(over -> vertx.setTimer(
                            Math.max(1, over.succeeded() && over.result() > 0 ? 1 : pause.toMillis()),
                            fired -> every(work, pause, round)));
        }
    }

    /** Begins no further round. */
    void stop() {
        stopped = true;
    }

    private static Future<Integer> begin(Supplier<Future<Integer>> round) {
        try {
            return round.get();
        } catch (RuntimeException broken) {
            return Future.failedFuture(broken);
        }
    }

    private void tell(String work, Duration pause, Throwable failure) {
        metrics.failed(work);
        if (!stopped && failed.isNews(work, failure)) {
            LOG.warnf(failure, "The reconciler's round of %s failed; it tries again every %s.", work, pause);
        } else {
            LOG.debugf(failure, "%s: again in %s", work, pause);
        }
    }

    private void relieve(String work) {
        if (failed.isRelief(work)) {
            LOG.infof("The reconciler's rounds of %s succeed again.", work);
        }
    }
}

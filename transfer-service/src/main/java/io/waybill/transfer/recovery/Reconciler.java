package io.waybill.transfer.recovery;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs the repairs again and again, in every replica, from the first moment on; each piece of work is claimed in the database,
 * so that replicas share it. One failure never keeps another repair from running.
 */
@ApplicationScoped
public class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private final Vertx vertx;
    private final RecoverySettings settings;
    private final FinishUploads finish;
    private final RunPurges purges;
    private final SweepStrays sweep;
    private volatile boolean closed;

    Reconciler(Vertx vertx, RecoverySettings settings, FinishUploads finish, RunPurges purges, SweepStrays sweep) {
        this.vertx = vertx;
        this.settings = settings;
        this.finish = finish;
        this.purges = purges;
        this.sweep = sweep;
    }

    void start(@Observes StartupEvent started) {
        if (settings.enabled()) {
            every("commits", settings.interval(), finish::commits);
            every("concatenations", settings.interval(), finish::concatenations);
            every("expiries", settings.interval(), finish::expiries);
            every("discards", settings.interval(), finish::discards);
            every("purges", settings.interval(), purges::run);
            every("forgetting", settings.sweepInterval(), finish::forget);
            every("sweep", settings.sweepInterval(), sweep::run);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        closed = true;
    }

    private void every(String work, Duration pause, Supplier<Future<Integer>> run) {
        if (closed) {
            return;
        }
        Future<Integer> round;
        try {
            round = run.get();
        } catch (RuntimeException broken) {
            round = Future.failedFuture(broken);
        }
        round.onFailure(failure -> LOG.debugf(failure, "%s: again in %s", work, pause))
                .onComplete(over -> vertx.setTimer(
                        Math.max(1, over.succeeded() && over.result() > 0 ? 1 : pause.toMillis()),
                        fired -> every(work, pause, run)));
    }
}

package io.waybill.transfer.preview;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Takes previews from the queue and makes them, a few at a time. One that somebody waits for is followed by the next at once;
 * after others a worker rests, so that a folder of photographs takes no time from transfers.
 */
@ApplicationScoped
public class PreviewWorkers {
    private static final Logger LOG = Logger.getLogger(PreviewWorkers.class);
    private static final long COUNT_MILLIS = 15_000;

    private final Vertx vertx;
    private final PreviewRows rows;
    private final MakePreview make;
    private final PreviewSettings settings;
    private final PreviewMetrics metrics;
    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean stopped;

    PreviewWorkers(Vertx vertx, PreviewRows rows, MakePreview make, PreviewSettings settings, PreviewMetrics metrics) {
        this.vertx = vertx;
        this.rows = rows;
        this.make = make;
        this.settings = settings;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent started) {
        for (int i = 0; i < settings.workers(); i++) {
            Worker worker = new Worker();
            workers.add(worker);
            worker.next();
        }
        if (settings.workers() > 0) {
            count();
            vertx.setPeriodic(COUNT_MILLIS, tick -> count());
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    /** Says that somebody waits. */
    void wake() {
        workers.forEach(Worker::wake);
    }

    /** Makes the one that is due and most wanted; how long to rest then, or empty when none is due. */
    Future<Outcome> one() {
        return rows.claim(settings.lease())
                .compose(found -> found.map(job -> make.make(job).map(job.asked() ? Outcome.ASKED : Outcome.IN_PASSING))
                        .orElseGet(() -> Future.succeededFuture(Outcome.NOTHING)));
    }

    private void count() {
        rows.count().onSuccess(metrics::counted);
    }

    /** What a worker found to do. */
    enum Outcome {
        /** Somebody waits for it. */
        ASKED,
        /** Nobody does yet. */
        IN_PASSING,
        /** The queue holds nothing that is due. */
        NOTHING
    }

    private final class Worker {
        private boolean busy;
        private boolean woken;
        private long timer = -1;

        synchronized void next() {
            if (stopped || busy) {
                return;
            }
            busy = true;
            woken = false;
            try {
                one().onComplete(over ->
                        rest(over.succeeded() ? pause(over.result()) : settings.interval(), over.cause()));
            } catch (RuntimeException broken) {
                rest(settings.interval(), broken);
            }
        }

        synchronized void wake() {
            woken = true;
            if (!busy) {
                vertx.cancelTimer(timer);
                next();
            }
        }

        private synchronized void rest(Duration pause, Throwable failure) {
            busy = false;
            if (failure != null) {
                LOG.debugf(failure, "a preview could not be taken or noted; again in %s", pause);
            }
            timer = vertx.setTimer(woken && failure == null ? 1 : Math.max(1, pause.toMillis()), fired -> next());
        }

        private Duration pause(Outcome outcome) {
            return switch (outcome) {
                case ASKED -> Duration.ZERO;
                case IN_PASSING -> settings.rest();
                case NOTHING -> settings.interval();
            };
        }
    }
}

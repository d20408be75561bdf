package io.waybill.transfer.recovery;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.waybill.transfer.admission.PlaceRows;
import io.waybill.transfer.archive.ArchiveRows;
import io.waybill.transfer.preview.SweepPreviews;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Runs the repairs again and again, in every replica, from the first moment on; each piece of work is claimed in the database,
 * so that replicas share it. One failure never keeps another repair from running.
 */
@ApplicationScoped
public class Reconciler {
    private final RecoverySettings settings;
    private final FinishUploads finish;
    private final RunPurges purges;
    private final SweepStrays sweep;
    private final PlaceRows places;
    private final RepairSpace space;
    private final ArchiveRows archives;
    private final SweepPreviews previews;
    private final Rounds rounds;

    Reconciler(
            Vertx vertx,
            RecoverySettings settings,
            RecoveryMetrics metrics,
            FinishUploads finish,
            RunPurges purges,
            SweepStrays sweep,
            PlaceRows places,
            RepairSpace space,
            ArchiveRows archives,
            SweepPreviews previews) {
        this.settings = settings;
        this.finish = finish;
        this.purges = purges;
        this.sweep = sweep;
        this.places = places;
        this.space = space;
        this.archives = archives;
        this.previews = previews;
        this.rounds = new Rounds(vertx, metrics);
    }

    void start(@Observes StartupEvent started) {
        if (settings.enabled()) {
            rounds.every("commits", settings.interval(), finish::commits);
            rounds.every("concatenations", settings.interval(), finish::concatenations);
            rounds.every("expiries", settings.interval(), finish::expiries);
            rounds.every("discards", settings.interval(), finish::discards);
            rounds.every("purges", settings.interval(), purges::run);
            rounds.every("places", settings.sweepInterval(), places::sweep);
            rounds.every("archives", settings.sweepInterval(), () -> archives.sweep(settings.batch()));
            rounds.every("previews", settings.sweepInterval(), () -> previews.run(settings.batch()));
            rounds.every("forgetting", settings.sweepInterval(), finish::forget);
            rounds.every("space", settings.sweepInterval(), space::run);
            rounds.every("sweep", settings.sweepInterval(), sweep::run);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        rounds.stop();
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.mediatype.SniffType;
import io.waybill.transfer.parts.SlabPool;
import io.waybill.transfer.progress.ProgressFeed;
import io.waybill.transfer.quota.ReserveSpace;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** What every writer works with, in one place. */
@ApplicationScoped
public class UploadEngine {
    private static final Logger LOG = Logger.getLogger(UploadEngine.class);

    private final Vertx vertx;
    private final SlabPool pool;
    private final ObjectStore store;
    private final UploadRows rows;
    private final StagingRows stagings;
    private final UploadSettings settings;
    private final ProgressFeed feed;
    private final UploadMetrics metrics;
    private final DiscardUpload discard;
    private final ReserveSpace space;
    private final SniffType types;
    private final StoreRetries retries;
    private final ReloadTurns turns;
    private final PartSize sizes;
    private final Clock clock = Clock.systemUTC();

    UploadEngine(
            Vertx vertx,
            SlabPool pool,
            ObjectStore store,
            UploadRows rows,
            StagingRows stagings,
            UploadSettings settings,
            ProgressFeed feed,
            UploadMetrics metrics,
            DiscardUpload discard,
            ReserveSpace space,
            SniffType types) {
        this.vertx = vertx;
        this.pool = pool;
        this.store = store;
        this.rows = rows;
        this.stagings = stagings;
        this.settings = settings;
        this.feed = feed;
        this.metrics = metrics;
        this.discard = discard;
        this.space = space;
        this.types = types;
        this.retries = new StoreRetries(vertx);
        this.turns = new ReloadTurns(pool.capBytes() / 2);
        this.sizes = PartSize.of(settings, pool);
    }

    /** Now, as precise as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The most bytes that a file may have. */
    long maxFileBytes() {
        return Math.min(settings.maxSize().asLongValue(), sizes.maxFileBytes());
    }

    /**
     * Gives back {@code length} when a file may have so many bytes; null stands for a length that is not known.
     *
     * @throws WaybillException {@code too_large}
     */
    Long requireFits(Long length) {
        if (length != null && length > maxFileBytes()) {
            throw new WaybillException(ErrorCode.TOO_LARGE, "The file is larger than this service takes.")
                    .with("expected", maxFileBytes())
                    .with("actual", length);
        }
        return length;
    }

    /** Tells how far an upload is to who watches; of a partial one nothing is told. */
    void report(Upload upload, long offset, long bytesPerSecond) {
        if (!upload.terms().isPartial()) {
            feed.report(UploadEvents.progressed(upload, offset, bytesPerSecond));
        }
    }

    /** Tells who watches that an upload waits for its turn; of a partial one nothing is told. */
    void reportQueued(Upload upload) {
        if (!upload.terms().isPartial()) {
            feed.report(UploadEvents.queued(upload));
        }
    }

    /** Until when somebody who works from {@code now} on holds an upload. */
    Instant leaseFrom(Instant now) {
        return now.plus(settings.lease());
    }

    /** Removes an object that nothing points at any more; a failure is left to the sweep. */
    void deleteQuietly(String key) {
        store.delete(key).onFailure(away -> LOG.debugf(away, "%s is left to the sweep", key));
    }

    /** Stages an object; its key is noted first, so that a staging whose id is lost is found by the sweep. */
    Future<StagedObject> stage(String key) {
        return stagings.note(key)
                .compose(noted -> retries.call(() -> store.stage(key)))
                .onSuccess(stage -> Failpoint.reached("staged"));
    }

    Vertx vertx() {
        return vertx;
    }

    SlabPool pool() {
        return pool;
    }

    ObjectStore store() {
        return store;
    }

    UploadRows rows() {
        return rows;
    }

    UploadSettings settings() {
        return settings;
    }

    ProgressFeed feed() {
        return feed;
    }

    UploadMetrics metrics() {
        return metrics;
    }

    DiscardUpload discard() {
        return discard;
    }

    ReserveSpace space() {
        return space;
    }

    SniffType types() {
        return types;
    }

    StoreRetries retries() {
        return retries;
    }

    ReloadTurns turns() {
        return turns;
    }

    PartSize sizes() {
        return sizes;
    }
}

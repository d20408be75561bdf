package io.waybill.transfer.archive;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.waybill.contracts.api.NewArchive;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.metadata.MetadataService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Decides on an archive: what is in it, under which names, and where every byte of it will be. */
@ApplicationScoped
public class CreateArchive {
    /** What is remembered of names stays below a few dozen MiB. */
    private static final int MOST_AT_ONCE = 4;

    /** Owners for whom one is being prepared here. */
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    private final Vertx vertx;
    private final MetadataService metadata;
    private final OldContents contents;
    private final ArchiveRows rows;
    private final ArchiveSettings settings;
    private final ArchiveMetrics metrics;

    CreateArchive(
            Vertx vertx,
            MetadataService metadata,
            OldContents contents,
            ArchiveRows rows,
            ArchiveSettings settings,
            ArchiveMetrics metrics) {
        this.vertx = vertx;
        this.metadata = metadata;
        this.contents = contents;
        this.rows = rows;
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * The archive of what {@code asked} names. Asked for again while nothing has changed, it is the same one.
     *
     * <p>Fails with {@code not_found} when something is not there or not the caller's, {@code too_large} beyond the most
     * entries, {@code too_many_archives}, {@code malformed_request}; with {@code archive_preparing} when it takes longer, or while
     * another of the same owner is prepared: the work goes on, and whoever asks again finds more of it done. {@code busy} when
     * this replica prepares as many as it can.
     */
    Future<Archive> create(Caller caller, NewArchive asked) {
        AskedArchive selection = AskedArchive.of(caller, asked);
        if (underWay.size() >= MOST_AT_ONCE) {
            return Future.failedFuture(new WaybillException(
                    ErrorCode.BUSY, "Many archives are being prepared right now. Ask again in a moment."));
        }
        if (!underWay.add(caller.subject())) {
            return Future.failedFuture(preparing());
        }
        UUID id = UUID.randomUUID();
        Context mine = vertx.getOrCreateContext();
        Promise<Archive> answer = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, settings.patience().toMillis()), late -> answer.tryFail(preparing()));
        rows.begin(id, caller.subject(), caller.pathPrefix(), selection.name(), settings)
                .compose(begun -> begun ? written(id, selection) : Future.failedFuture(tooMany()))
                .onComplete(over -> mine.runOnContext(now -> {
                    vertx.cancelTimer(timer);
                    underWay.remove(caller.subject());
                    if (over.succeeded()) {
                        answer.tryComplete(over.result());
                    } else {
                        answer.tryFail(over.cause());
                    }
                }));
        return answer.future();
    }

    private Future<Archive> written(UUID id, AskedArchive selection) {
        return new WriteManifest(id, selection, metadata, contents, rows, settings)
                .write()
                .onSuccess(metrics::created)
                .recover(failure -> rows.delete(id).otherwiseEmpty().compose(dropped -> Future.failedFuture(failure)));
    }

    private static WaybillException preparing() {
        return new WaybillException(
                ErrorCode.ARCHIVE_PREPARING, "An archive of yours is being prepared. Ask again in a moment.");
    }

    private WaybillException tooMany() {
        return new WaybillException(
                        ErrorCode.TOO_MANY_ARCHIVES,
                        "Delete an archive that you have read (GET and DELETE /api/archives), or wait until one expires.")
                .with("limit", settings.maxPerOwner())
                .with("entriesLimit", settings.maxEntriesPerOwner());
    }
}

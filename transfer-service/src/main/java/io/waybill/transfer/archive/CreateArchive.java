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
import java.util.UUID;

/** Decides on an archive: what is in it, under which names, and where every byte of it will be. */
@ApplicationScoped
public class CreateArchive {
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
     * entries, {@code too_many_archives}, {@code malformed_request}; with {@code archive_preparing} when it takes longer: the
     * work goes on, and whoever asks again finds more of it done.
     */
    Future<Archive> create(Caller caller, NewArchive asked) {
        AskedArchive selection = AskedArchive.of(caller, asked);
        UUID id = UUID.randomUUID();
        Context mine = vertx.getOrCreateContext();
        Promise<Archive> answer = Promise.promise();
        long timer = vertx.setTimer(
                Math.max(1, settings.patience().toMillis()),
                late -> answer.tryFail(new WaybillException(
                        ErrorCode.ARCHIVE_PREPARING,
                        "Files from before this release are being read once for it. Ask again in a moment.")));
        rows.begin(id, caller.subject(), selection.name(), settings)
                .compose(begun -> begun ? written(id, selection) : Future.failedFuture(tooMany()))
                .onComplete(over -> mine.runOnContext(now -> {
                    vertx.cancelTimer(timer);
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

    private WaybillException tooMany() {
        return new WaybillException(
                        ErrorCode.TOO_MANY_ARCHIVES,
                        "Delete an archive that you have read (GET and DELETE /api/archives), or wait until one expires.")
                .with("limit", settings.maxPerOwner())
                .with("entriesLimit", settings.maxEntriesPerOwner());
    }
}

package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.upload.MissingObjects;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Reads the bytes of entries from the store. Bytes that were deleted for good end the archive, which is noted; bytes that should
 * be there and are not call a human.
 */
@ApplicationScoped
public class EntryContents {
    private final ObjectStore store;
    private final MetadataService metadata;
    private final MissingObjects missing;
    private final ArchiveRows rows;
    private final ArchiveMetrics metrics;

    EntryContents(
            ObjectStore store,
            MetadataService metadata,
            MissingObjects missing,
            ArchiveRows rows,
            ArchiveMetrics metrics) {
        this.store = store;
        this.metadata = metadata;
        this.missing = missing;
        this.rows = rows;
        this.metrics = metrics;
    }

    /**
     * A stretch of an entry of {@code archive}; checked against its CRC-32 when that is all of it. Fails with
     * {@code archive_gone} or {@code corrupt}.
     */
    Future<StoredBytes> open(UUID archive, ArchiveEntry entry, long offset, long length) {
        boolean all = offset == 0 && length == entry.sizeBytes();
        return store.read(entry.storeKey(), offset, length)
                .map(bytes ->
                        all ? new CheckedBytes(bytes, length, entry.crc32(), () -> damaged(archive, entry)) : bytes)
                .recover(failure -> isLoss(failure) ? lost(archive, entry, failure) : Future.failedFuture(failure));
    }

    private void damaged(UUID archive, ArchiveEntry entry) {
        metrics.broken("damaged");
        missing.report(entry.storeKey(), "archive " + archive + " needs it");
    }

    private Future<StoredBytes> lost(UUID archive, ArchiveEntry entry, Throwable failure) {
        return metadata.shownStoreKeys(List.of(entry.storeKey())).compose(shown -> {
            if (shown.contains(entry.storeKey())) {
                damaged(archive, entry);
                return Future.failedFuture(new WaybillException(
                        ErrorCode.CORRUPT,
                        "The stored bytes of a file in this archive cannot be read. An operator has been told.",
                        failure));
            }
            metrics.broken("deleted");
            return rows.markGone(archive, entry.name()).compose(marked -> Future.failedFuture(gone(entry.name())));
        });
    }

    /** What whoever asks for such an archive is told. */
    static WaybillException gone(String path) {
        return new WaybillException(
                        ErrorCode.ARCHIVE_GONE,
                        "A file of this archive was deleted for good after the archive was made. Ask for a new archive.")
                .with("path", path);
    }

    private static boolean isLoss(Throwable failure) {
        return failure instanceof WaybillException known
                && (known.code() == ErrorCode.NOT_FOUND || known.code() == ErrorCode.CORRUPT);
    }
}

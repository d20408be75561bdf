package io.waybill.transfer.archive;

import io.vertx.core.Future;
import io.waybill.contracts.api.SelectedContent;
import io.waybill.contracts.api.StoredCrc32;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.upload.MissingObjects;
import io.waybill.transfer.upload.VerifyStored;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The CRC-32 of contents that an earlier release took in without one: read once, in order, compared with their SHA-256, noted
 * for good. One read at a time, so that uploads which wait to be verified do not stand behind archives.
 */
@ApplicationScoped
public class OldContents {
    private final VerifyStored verify;
    private final MetadataService metadata;
    private final MissingObjects missing;
    private final ArchiveMetrics metrics;
    private final Map<String, Future<Long>> running = new ConcurrentHashMap<>();
    private Future<Long> newest = Future.succeededFuture();

    OldContents(VerifyStored verify, MetadataService metadata, MissingObjects missing, ArchiveMetrics metrics) {
        this.verify = verify;
        this.metadata = metadata;
        this.missing = missing;
        this.metrics = metrics;
    }

    /** The known one, or the one that is computed now. Fails with {@code corrupt} when the bytes are not those of the version. */
    Future<Long> crc32(SelectedContent content) {
        if (content.crc32() != null) {
            return Future.succeededFuture(content.crc32());
        }
        String key = content.storeKey();
        Future<Long> mine;
        synchronized (this) {
            Future<Long> already = running.get(key);
            if (already != null) {
                return already;
            }
            mine = newest.otherwiseEmpty().compose(free -> compute(content));
            newest = mine;
            running.put(key, mine);
        }
        return mine.onComplete(over -> running.remove(key));
    }

    private Future<Long> compute(SelectedContent content) {
        long size = content.version().size();
        return verify.sums(content.storeKey(), size)
                .recover(failure -> isLoss(failure) ? damaged(content) : Future.failedFuture(failure))
                .compose(sums -> {
                    metrics.readForCrc(size);
                    if (!sums.sha256().equals(content.version().sha256())) {
                        return damaged(content);
                    }
                    return metadata.noteCrc32(List.of(new StoredCrc32(content.storeKey(), sums.crc32())))
                            .map(sums.crc32());
                });
    }

    private <T> Future<T> damaged(SelectedContent content) {
        missing.report(content.storeKey(), "version " + content.version().versionId() + " needs it");
        return Future.failedFuture(new WaybillException(
                        ErrorCode.CORRUPT,
                        "The stored bytes of a file are not what was acknowledged. An operator has been told.")
                .with("path", content.version().path()));
    }

    private static boolean isLoss(Throwable failure) {
        return failure instanceof WaybillException known
                && (known.code() == ErrorCode.NOT_FOUND || known.code() == ErrorCode.CORRUPT);
    }
}

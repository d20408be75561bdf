package io.waybill.transfer.recovery;

import io.vertx.core.Future;
import io.waybill.contracts.api.Purge;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.preview.SweepPreviews;
import io.waybill.transfer.storage.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Deletes the bytes of deleted versions, and what was made of them: claimed from metadata-service, deleted from the store,
 * confirmed. Idempotent.
 */
@ApplicationScoped
public class RunPurges {
    private static final int LIMIT = 100;

    private final MetadataService metadata;
    private final ObjectStore store;
    private final SweepPreviews previews;
    private final RecoveryMetrics metrics;

    RunPurges(MetadataService metadata, ObjectStore store, SweepPreviews previews, RecoveryMetrics metrics) {
        this.metadata = metadata;
        this.store = store;
        this.previews = previews;
        this.metrics = metrics;
    }

    /**
     * Purges up to 100 versions; how many. What the store could not delete is claimed again a minute later, and the round
     * fails with the first reason when all else is confirmed.
     */
    public Future<Integer> run() {
        return metadata.claimPurges(LIMIT).compose(purges -> {
            List<Future<UUID>> deletes = purges.stream().map(this::delete).toList();
            return Future.join(deletes)
                    .otherwiseEmpty()
                    .compose(tried -> confirm(deletes))
                    .compose(done -> deletes.stream()
                            .filter(Future::failed)
                            .findFirst()
                            .map(refused -> Future.<Integer>failedFuture(refused.cause()))
                            .orElseGet(() -> Future.succeededFuture(done)));
        });
    }

    /** What was made of the bytes goes after them: from then on nobody can make it again. */
    private Future<UUID> delete(Purge purge) {
        return store.delete(purge.storeKey())
                .compose(gone -> previews.purge(purge.storeKey()))
                .onSuccess(gone -> Failpoint.reached("purged"))
                .map(purge.versionId());
    }

    private Future<Integer> confirm(List<Future<UUID>> deletes) {
        List<UUID> gone = deletes.stream()
                .filter(Future::succeeded)
                .map(Future::result)
                .filter(Objects::nonNull)
                .toList();
        metrics.done("purge", gone.size());
        return gone.isEmpty()
                ? Future.succeededFuture(0)
                : metadata.confirmPurges(gone).map(gone.size());
    }
}

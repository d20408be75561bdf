package io.waybill.transfer.recovery;

import io.vertx.core.Future;
import io.waybill.contracts.api.ReservedSpace;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.upload.UploadRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Brings the reservations of metadata-service in line with the uploads that are here: gives back the room of those that are
 * over or were never opened, and asks again for what a crash there lost. Idempotent; any number of replicas may do it at once.
 */
@ApplicationScoped
public class RepairSpace {
    private static final int PAGE = 500;
    private static final UUID FIRST = new UUID(0, 0);

    private final MetadataService metadata;
    private final UploadRows rows;
    private final RecoverySettings settings;
    private final RecoveryMetrics metrics;

    RepairSpace(MetadataService metadata, UploadRows rows, RecoverySettings settings, RecoveryMetrics metrics) {
        this.metadata = metadata;
        this.rows = rows;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Looks at all of them; the next round is not needed sooner because something was found. */
    public Future<Integer> run() {
        return giveBack(FIRST).compose(given -> restore(FIRST)).map(0);
    }

    private Future<Void> giveBack(UUID after) {
        return metadata.reservedSpace(settings.spaceGrace(), after, PAGE).compose(page -> {
            if (page.isEmpty()) {
                return Future.succeededFuture();
            }
            return rows.withoutBytes(page.stream().map(ReservedSpace::uploadId).toList())
                    .compose(this::release)
                    .compose(released -> giveBack(last(page)));
        });
    }

    private Future<Void> release(List<UUID> over) {
        metrics.done("space-released", over.size());
        return over.isEmpty() ? Future.succeededFuture() : metadata.releaseSpace(over);
    }

    private Future<Void> restore(UUID after) {
        return rows.inNeedOfRoom(after, PAGE)
                .compose(page -> page.isEmpty()
                        ? Future.succeededFuture()
                        : metadata.restoreSpace(page)
                                .onSuccess(restored -> metrics.done("space-restored", restored))
                                .compose(restored -> restore(last(page))));
    }

    private static UUID last(List<ReservedSpace> page) {
        return page.get(page.size() - 1).uploadId();
    }
}

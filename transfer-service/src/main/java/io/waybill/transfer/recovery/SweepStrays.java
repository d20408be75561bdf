package io.waybill.transfer.recovery;

import io.vertx.core.Future;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.preview.PreviewRows;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.upload.StagingRows;
import io.waybill.transfer.upload.UploadRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Removes from the store what no row speaks of and no version points at, once it is older than the grace: objects, tails, previews and
 * stagings that a crash left between the store and the row. When metadata-service cannot be asked, nothing is removed.
 *
 * <p>Stagings are looked for twice: where the store lists them, and key by key where we noted that we staged, since MinIO
 * lists those of one key only.
 */
@ApplicationScoped
public class SweepStrays {
    private static final Logger LOG = Logger.getLogger(SweepStrays.class);
    private static final int PAGE = 500;

    private final ObjectStore store;
    private final UploadRows rows;
    private final StagingRows stagings;
    private final PreviewRows previews;
    private final MetadataService metadata;
    private final RecoverySettings settings;
    private final RecoveryMetrics metrics;

    SweepStrays(
            ObjectStore store,
            UploadRows rows,
            StagingRows stagings,
            PreviewRows previews,
            MetadataService metadata,
            RecoverySettings settings,
            RecoveryMetrics metrics) {
        this.store = store;
        this.rows = rows;
        this.stagings = stagings;
        this.previews = previews;
        this.metadata = metadata;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Sweeps the whole store once; how many blobs went. */
    public Future<Integer> run() {
        Instant before = Instant.now().minus(settings.strayGrace());
        return sweep(StoreKeys.OBJECTS, "", before, this::strayObjects, 0)
                .compose(objects -> sweep(StoreKeys.TAILS, "", before, this::strayTails, objects))
                .compose(blobs -> sweep(StoreKeys.PREVIEWS, "", before, previews::unknown, blobs))
                .compose(blobs -> sweepListed(before).map(staged -> blobs + staged))
                .compose(blobs -> sweepNoted(before, 0).map(staged -> blobs + staged))
                .onSuccess(gone -> metrics.done("sweep", gone));
    }

    private Future<Integer> sweep(
            String prefix,
            String after,
            Instant before,
            Function<List<String>, Future<List<String>>> strays,
            int soFar) {
        return store.list(prefix, after, PAGE).compose(page -> {
            List<String> old = page.stream()
                    .filter(o -> o.modifiedAt().isBefore(before))
                    .map(StoredObject::key)
                    .toList();
            Future<Integer> swept = old.isEmpty()
                    ? Future.succeededFuture(0)
                    : strays.apply(old).compose(this::delete);
            return swept.compose(gone -> page.size() < PAGE
                    ? Future.succeededFuture(soFar + gone)
                    : sweep(prefix, page.get(page.size() - 1).key(), before, strays, soFar + gone));
        });
    }

    private Future<List<String>> strayObjects(List<String> keys) {
        return rows.unknownObjects(keys)
                .compose(unknown -> unknown.isEmpty()
                        ? Future.succeededFuture(unknown)
                        : metadata.knownStoreKeys(unknown).map(known -> without(unknown, known)));
    }

    private Future<List<String>> strayTails(List<String> keys) {
        List<UUID> ids =
                keys.stream().map(key -> UUID.fromString(key.split("/", -1)[1])).toList();
        return rows.unknownTails(keys, ids);
    }

    private Future<Integer> sweepListed(Instant before) {
        return store.listStaged(StoreKeys.OBJECTS, before, PAGE).compose(this::discardUnknown);
    }

    /** Every staging of a noted key is old: had it been staged again, the note would be younger. */
    private Future<Integer> sweepNoted(Instant before, int soFar) {
        return stagings.notedBefore(before, settings.batch()).compose(keys -> {
            List<Future<Integer>> sweeps = keys.stream()
                    .map(key -> store.listStaged(key, Instant.MAX, PAGE).compose(this::discardUnknown))
                    .toList();
            return Future.all(sweeps)
                    .compose(swept -> stagings.settled(keys, before))
                    .compose(settled -> {
                        int gone =
                                soFar + sweeps.stream().mapToInt(Future::result).sum();
                        return keys.size() < settings.batch() ? Future.succeededFuture(gone) : sweepNoted(before, gone);
                    });
        });
    }

    private Future<Integer> discardUnknown(List<StagedObject> staged) {
        return rows.unknownStages(
                        staged.stream().map(StagedObject::key).toList(),
                        staged.stream().map(StagedObject::stageId).toList())
                .compose(unknown -> {
                    List<StagedObject> strays = staged.stream()
                            .filter(s -> unknown.contains(s.stageId()))
                            .toList();
                    strays.forEach(s -> LOG.infof("sweeping staging %s of %s", s.stageId(), s.key()));
                    return Future.all(strays.stream().map(store::discard).toList())
                            .map(strays.size());
                });
    }

    private Future<Integer> delete(List<String> keys) {
        keys.forEach(key -> LOG.infof("sweeping %s: no row and no version speaks of it", key));
        return Future.join(keys.stream().map(store::delete).toList()).map(keys.size());
    }

    private static List<String> without(List<String> keys, Set<String> known) {
        return keys.stream().filter(key -> !known.contains(key)).toList();
    }
}

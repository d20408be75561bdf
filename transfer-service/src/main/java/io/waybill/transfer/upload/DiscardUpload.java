package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.kit.fault.Failpoint;
import io.waybill.transfer.metadata.MetadataService;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Removes what an upload that ended without a version left in the store: staged parts, tails, the object, and gives its room
 * back. The row said so first; it is told last. Idempotent: what a crash interrupts, the reconciler does again.
 */
@ApplicationScoped
public class DiscardUpload {
    private static final Logger LOG = Logger.getLogger(DiscardUpload.class);

    private final ObjectStore store;
    private final UploadRows rows;
    private final MetadataService metadata;

    DiscardUpload(ObjectStore store, UploadRows rows, MetadataService metadata) {
        this.store = store;
        this.rows = rows;
        this.metadata = metadata;
    }

    /** Removes everything of {@code ended}; an object that a version points at is never touched. */
    public Future<Void> discard(Upload.Ended ended) {
        UploadBytes bytes = ended.bytes();
        List<Future<Void>> drops = new ArrayList<>();
        if (bytes.stageId() != null) {
            drops.add(store.discard(new StagedObject(bytes.storeKey(), bytes.stageId())));
        }
        drops.add(deleteTails(StoreKeys.tailsOf(ended.id())));
        drops.add(deleteObject(ended));
        return Future.all(drops)
                .onSuccess(gone -> Failpoint.reached("discarded"))
                .compose(gone -> metadata.releaseSpace(List.of(ended.id())))
                .compose(released -> rows.discarded(ended.id()));
    }

    private Future<Void> deleteTails(String prefix) {
        return store.list(prefix, "", ObjectStore.MAX_LIST).compose(tails -> Future.all(
                        tails.stream().map(StoredObject::key).map(store::delete).toList())
                .mapEmpty());
    }

    private Future<Void> deleteObject(Upload.Ended ended) {
        String key = ended.bytes().storeKey();
        if (!ended.bytes().isComplete()) {
            return store.delete(key);
        }
        return metadata.knownStoreKeys(List.of(key)).compose(known -> {
            if (known.isEmpty()) {
                return store.delete(key);
            }
            LOG.errorf("upload %s is %s, and yet a version has its bytes: kept", ended.id(), ended.state());
            return Future.succeededFuture();
        });
    }
}

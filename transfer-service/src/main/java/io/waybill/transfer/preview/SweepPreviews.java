package io.waybill.transfer.preview;

import io.vertx.core.Future;
import io.waybill.transfer.storage.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Deletes what was made of objects and is not shown (any more). Idempotent; any number of replicas may do it at once. */
@ApplicationScoped
public class SweepPreviews {
    private final ObjectStore store;
    private final PreviewRows rows;

    SweepPreviews(ObjectStore store, PreviewRows rows) {
        this.store = store;
        this.rows = rows;
    }

    /** Deletes up to {@code limit} that an attempt left which did not come to its end; how many. */
    public Future<Integer> run(int limit) {
        return rows.garbage(limit).compose(this::delete);
    }

    /** Deletes what was made of an object whose bytes are gone: whoever is at work on it now will not show it any more. */
    public Future<Void> purge(String storeKey) {
        return rows.forget(storeKey)
                .compose(forgotten -> rows.madeOf(storeKey))
                .compose(this::delete)
                .mapEmpty();
    }

    /** Bytes before the rows that remember them. */
    private Future<Integer> delete(List<String> keys) {
        return keys.isEmpty()
                ? Future.succeededFuture(0)
                : Future.all(keys.stream().map(store::delete).toList())
                        .compose(gone -> rows.deleted(keys))
                        .map(keys.size());
    }
}

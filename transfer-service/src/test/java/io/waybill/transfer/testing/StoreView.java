package io.waybill.transfer.testing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks behind the service: what the store holds of an upload. */
@ApplicationScoped
public class StoreView {
    private final ObjectStore store;
    private final Pool pool;

    StoreView(ObjectStore store, Pool pool) {
        this.store = store;
        this.pool = pool;
    }

    /** The keys of its tails. */
    public List<String> tails(UUID upload) {
        return await(store.list(StoreKeys.tailsOf(upload), "", 100)).stream()
                .map(StoredObject::key)
                .toList();
    }

    /** Its staged objects. */
    public List<StagedObject> staged(UUID upload) {
        String key = storeKey(upload);
        return await(store.listStaged(StoreKeys.OBJECTS, Instant.now().plus(Duration.ofHours(1)), 1_000)).stream()
                .filter(staged -> staged.key().equals(key))
                .toList();
    }

    /** Object, tails and staged objects. */
    public List<String> everythingOf(UUID upload) {
        List<String> all = new ArrayList<>(tails(upload));
        staged(upload).forEach(staged -> all.add("staged " + staged.key()));
        await(store.stat(storeKey(upload))).ifPresent(object -> all.add(object.key()));
        return all;
    }

    /** Where its object is or would be. */
    public String storeKey(UUID upload) {
        return await(pool.preparedQuery("select store_key from upload where id = $1")
                        .execute(Tuple.of(upload)))
                .iterator()
                .next()
                .getString(0);
    }

    /** What a future gives, within ten seconds. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failed);
        } catch (InterruptedException | TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }
}

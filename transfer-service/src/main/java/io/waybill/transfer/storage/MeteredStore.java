package io.waybill.transfer.storage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.waybill.contracts.error.WaybillException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Any store, measured: {@code waybill_store_operation_seconds{operation,outcome}}, where outcome is {@code ok} or the code of
 * the failure. A read is measured until its first byte can be asked for.
 */
final class MeteredStore implements ObjectStore {
    private final ObjectStore store;
    private final MeterRegistry meters;

    MeteredStore(ObjectStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
    }

    @Override
    public Future<StagedObject> stage(String key) {
        return measured("stage", () -> store.stage(key));
    }

    @Override
    public Future<StoredPart> putPart(StagedObject staged, int number, PartBytes bytes) {
        return measured("put_part", () -> store.putPart(staged, number, bytes));
    }

    @Override
    public Future<StoredPart> copyPart(StagedObject staged, int number, String sourceKey, long offset, long length) {
        return measured("copy_part", () -> store.copyPart(staged, number, sourceKey, offset, length));
    }

    @Override
    public PartRules partRules() {
        return store.partRules();
    }

    @Override
    public Future<Void> assemble(StagedObject staged, List<StoredPart> parts) {
        return measured("assemble", () -> store.assemble(staged, parts));
    }

    @Override
    public Future<Void> discard(StagedObject staged) {
        return measured("discard", () -> store.discard(staged));
    }

    @Override
    public Future<Void> put(String key, PartBytes bytes) {
        return measured("put", () -> store.put(key, bytes));
    }

    @Override
    public Future<StoredBytes> read(String key, long offset, long length) {
        return measured("read", () -> store.read(key, offset, length));
    }

    @Override
    public Future<Optional<StoredObject>> stat(String key) {
        return measured("stat", () -> store.stat(key));
    }

    @Override
    public Future<Void> delete(String key) {
        return measured("delete", () -> store.delete(key));
    }

    @Override
    public Future<List<StoredObject>> list(String prefix, String after, int limit) {
        return measured("list", () -> store.list(prefix, after, limit));
    }

    @Override
    public Future<List<StagedObject>> listStaged(String prefix, Instant startedBefore, int limit) {
        return measured("list_staged", () -> store.listStaged(prefix, startedBefore, limit));
    }

    private <T> Future<T> measured(String operation, Supplier<Future<T>> call) {
        Timer.Sample sample = Timer.start(meters);
        return call.get()
                .onComplete(done -> sample.stop(
                        meters.timer("waybill.store.operation", "operation", operation, "outcome", outcome(done))));
    }

    private static String outcome(AsyncResult<?> done) {
        if (done.succeeded()) {
            return "ok";
        }
        return done.cause() instanceof WaybillException failure ? failure.code().code() : "internal";
    }
}

package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.api.UploadState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parts of parallel uploads that this replica receives or stores right now, so that they can be told to stop at once.
 * Only haste depends on it: who may list a part is decided by the upload's row.
 */
@ApplicationScoped
public class ActiveParts {
    private final Map<UUID, Parts> uploads = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Notes a writer until {@code done}, which is when its part is stored or given up. */
    <T> Future<T> watch(UUID id, PartWriter writer, Future<T> done) {
        Future<Void> over = done.<Void>mapEmpty().otherwiseEmpty();
        uploads.compute(id, (same, known) -> {
            Parts parts = known == null ? new Parts() : known;
            parts.writers.put(writer, over);
            return parts;
        });
        if (closed) {
            writer.stop(StopReason.SHUTDOWN);
        }
        return done.onComplete(ended -> uploads.computeIfPresent(id, (same, parts) -> {
            parts.writers.remove(writer);
            return parts.writers.isEmpty() ? null : parts;
        }));
    }

    /** Stops the parts of an upload that are received here; completes when none is received or stored any more. */
    Future<Void> stop(UUID id, StopReason reason) {
        Parts parts = uploads.get(id);
        return parts == null ? Future.succeededFuture() : parts.stop(reason);
    }

    /** Stops the parts of an upload that was moved to {@code state} somewhere. */
    void fence(UUID id, UploadState state) {
        Parts parts = uploads.get(id);
        if (parts != null && state != UploadState.OPEN) {
            parts.stop(state == UploadState.COMMITTING ? StopReason.COMPLETED : StopReason.ENDED);
        }
    }

    /** Takes no more parts; completes when those at work are stored or given up. */
    Future<Void> close() {
        closed = true;
        List<Future<Void>> stops = uploads.values().stream()
                .map(parts -> parts.stop(StopReason.SHUTDOWN))
                .toList();
        return Future.join(stops).mapEmpty();
    }

    /** Whether this replica goes down. */
    boolean isClosed() {
        return closed;
    }

    /** Counts bytes of an upload that have arrived here. */
    void arrived(UUID id, long bytes) {
        Parts parts = uploads.get(id);
        if (parts != null) {
            parts.add(bytes);
        }
    }

    /** How fast the parts of an upload arrive here, in bytes a second. */
    long bytesPerSecond(UUID id) {
        Parts parts = uploads.get(id);
        return parts == null ? 0 : parts.bytesPerSecond;
    }

    int count() {
        return uploads.values().stream().mapToInt(parts -> parts.writers.size()).sum();
    }

    private static final class Parts {
        private final Map<PartWriter, Future<Void>> writers = new ConcurrentHashMap<>();
        private final UploadSpeed speed = new UploadSpeed(System.nanoTime());
        private volatile long bytesPerSecond;

        private synchronized void add(long bytes) {
            bytesPerSecond = speed.add(bytes, System.nanoTime());
        }

        private Future<Void> stop(StopReason reason) {
            List<Future<Void>> over = List.copyOf(writers.values());
            writers.keySet().forEach(writer -> writer.stop(reason));
            return Future.join(over).mapEmpty();
        }
    }
}

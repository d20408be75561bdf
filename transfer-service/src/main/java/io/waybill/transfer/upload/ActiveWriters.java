package io.waybill.transfer.upload;

import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The writers at work in this replica, so that they can be told to stop at once. Only haste depends on it: who may write
 * is decided by the epoch in the database.
 */
@ApplicationScoped
public class ActiveWriters {
    private final Map<UUID, UploadWriter> writers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Notes a writer until {@code done}. */
    <T> Future<T> watch(UUID id, UploadWriter writer, Future<T> done) {
        writers.put(id, writer);
        if (closed) {
            writer.stop(StopReason.SHUTDOWN);
        }
        return done.onComplete(ended -> writers.remove(id, writer));
    }

    /** Stops the writer of an upload, if one is at work here; completes when it touches nothing any more. */
    Future<Void> stop(UUID id, StopReason reason) {
        UploadWriter writer = writers.get(id);
        return writer == null ? Future.succeededFuture() : writer.stop(reason);
    }

    /** Stops a writer that is older than {@code epoch}. */
    void fence(UUID id, long epoch, StopReason reason) {
        UploadWriter writer = writers.get(id);
        if (writer != null && writer.epoch() < epoch) {
            writer.stop(reason);
        }
    }

    /** Takes no more writers, and lets those at work acknowledge what they have. */
    Future<Void> close() {
        closed = true;
        List<Future<Void>> stops =
                writers.values().stream().map(w -> w.stop(StopReason.SHUTDOWN)).toList();
        return Future.join(stops).mapEmpty();
    }

    /** Whether this replica goes down. */
    boolean isClosed() {
        return closed;
    }

    /** How many bytes of an upload have arrived here, acknowledged or not; 0 without a writer. */
    long received(UUID id) {
        UploadWriter writer = writers.get(id);
        return writer == null ? 0 : writer.received();
    }

    int count() {
        return writers.size();
    }
}

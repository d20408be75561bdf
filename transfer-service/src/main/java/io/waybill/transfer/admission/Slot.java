package io.waybill.transfer.admission;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The right of one request to bring its bytes now; whoever is next gets it back from {@link #end()}. For any thread. */
public final class Slot {
    private final Runnable release;
    private final AtomicBoolean ended = new AtomicBoolean();

    Slot(Runnable release) {
        this.release = release;
    }

    /** Does {@code work} and ends with it, however that ends. */
    public <T> Future<T> during(Supplier<Future<T>> work) {
        return Future.succeededFuture().compose(begun -> work.get()).onComplete(over -> end());
    }

    /** Gives it back. Idempotent. */
    public void end() {
        if (ended.compareAndSet(false, true)) {
            release.run();
        }
    }
}

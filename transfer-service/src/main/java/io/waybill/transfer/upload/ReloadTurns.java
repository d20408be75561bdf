package io.waybill.transfer.upload;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Who may bring a spilled tail back into memory: together at most half of the memory for parts, first come first served.
 *
 * <p>Who has a turn keeps its memory until its part is stored, so that it never spills the same bytes twice while its
 * client is fast; everybody else gives way. So a part gets finished however short memory is. For any thread.
 */
final class ReloadTurns {
    private final long budgetBytes;
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private long lentBytes;

    ReloadTurns(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** A turn to hold {@code bytes}, when it comes; a larger one than the whole budget is served alone. */
    Future<Turn> take(long bytes) {
        Waiting waiting = new Waiting(bytes, Promise.promise(), Vertx.currentContext());
        synchronized (this) {
            queue.add(waiting);
        }
        serve();
        return waiting.promise.future();
    }

    /** Whether somebody waits for a turn now. */
    synchronized boolean areWanted() {
        return !queue.isEmpty();
    }

    private void serve() {
        Waiting next;
        while ((next = poll()) != null) {
            Waiting served = next;
            Turn turn = new Turn(served.bytes);
            if (served.context == null) {
                served.promise.complete(turn);
            } else {
                served.context.runOnContext(now -> served.promise.complete(turn));
            }
        }
    }

    private synchronized Waiting poll() {
        Waiting next = queue.peek();
        if (next == null || (lentBytes > 0 && lentBytes + next.bytes > budgetBytes)) {
            return null;
        }
        lentBytes += next.bytes;
        return queue.remove();
    }

    /** The right to hold memory until {@link #end()}. */
    final class Turn {
        private final long bytes;
        private boolean over;

        private Turn(long bytes) {
            this.bytes = bytes;
        }

        /** Lets the next one in. Idempotent. */
        void end() {
            synchronized (ReloadTurns.this) {
                if (over) {
                    return;
                }
                over = true;
                lentBytes -= bytes;
            }
            serve();
        }
    }

    private record Waiting(long bytes, Promise<Turn> promise, Context context) {}
}

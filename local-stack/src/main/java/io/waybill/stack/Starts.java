package io.waybill.stack;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Starts under way, of which one failure is enough. */
final class Starts {
    private Starts() {}

    /**
     * Returns when all have succeeded.
     *
     * @throws StackException at once when the first fails, whatever the others do
     */
    static void awaitAll(List<CompletableFuture<Void>> starts) {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        starts.forEach(start -> start.exceptionally(failed -> {
            failure.completeExceptionally(failed);
            return null;
        }));
        try {
            CompletableFuture.anyOf(failure, CompletableFuture.allOf(starts.toArray(CompletableFuture<?>[]::new)))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StackException sentence) {
                throw sentence;
            }
            if (e.getCause() instanceof UncheckedIOException io) {
                throw new StackException(
                        "The stack cannot start: " + io.getCause().getMessage(), io);
            }
            throw e;
        }
    }
}

package io.waybill.bench.scenario;

import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Many clients at once, a thread each. */
final class Clients implements AutoCloseable {
    private final ExecutorService threads;
    private final int count;

    Clients(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** What one of them does. */
    @FunctionalInterface
    interface Work {
        void run(int client) throws Exception;
    }

    /** Runs the work of all and waits for it; the first failure is thrown. */
    void run(Work work) throws Exception {
        CompletionService<Void> running = new ExecutorCompletionService<>(threads);
        for (int n = 0; n < count; n++) {
            int client = n;
            running.submit(() -> {
                work.run(client);
                return null;
            });
        }
        for (int n = 0; n < count; n++) {
            try {
                running.take().get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw failed;
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package io.waybill.system.crash;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Part;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Starts again whatever ends, at once: what a supervisor does, without its patience. One thread per part. */
final class Reviver implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<? extends Part> parts;
    private final Set<Part> starting = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads;
    private final AtomicInteger revived = new AtomicInteger();
    private volatile boolean closed;

    Reviver(List<? extends Part> parts) {
        this.parts = parts;
        threads = parts.stream()
                .map(part -> new Thread(() -> watch(part), "revive-" + part.name()))
                .toList();
        threads.forEach(Thread::start);
    }

    /** Whether it is on its way back. */
    boolean isStarting(Part part) {
        return starting.contains(part);
    }

    /** Everything runs when this returns. */
    void awaitAllUp() {
        while (!starting.isEmpty() || !parts.stream().allMatch(Part::isAlive)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** How often something was started again. */
    int revived() {
        return revived.get();
    }

    private void watch(Part part) {
        while (!closed || !part.isAlive()) {
            try {
                if (!part.isAlive()) {
                    starting.add(part);
                    part.start();
                    starting.remove(part);
                    revived.incrementAndGet();
                }
            } catch (StackException diedAgain) {
                System.out.println(diedAgain.getMessage().lines().findFirst().orElse("") + ": again");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Every part is alive when this returns. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

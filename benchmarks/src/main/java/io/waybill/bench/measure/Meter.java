package io.waybill.bench.measure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures one piece of work: how long it took, and what each process took meanwhile. */
public final class Meter {
    private static final double NANOS = 1e9;

    private final List<Watched> watched;

    public Meter(List<Watched> watched) {
        this.watched = List.copyOf(watched);
    }

    /** Work that may break. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /**
     * What was measured.
     *
     * @param seconds of wall-clock time
     * @param processes by name
     */
    public record Measured(double seconds, Map<String, Usage> processes) {}

    /** Runs {@code work} once. */
    public Measured measure(Work work) throws Exception {
        Map<String, Long> before = new HashMap<>();
        for (Watched program : watched) {
            program.reset();
            before.put(program.name(), program.cpuTicks());
        }
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / NANOS;
        Map<String, Usage> usage = new LinkedHashMap<>();
        for (Watched program : watched) {
            // A program that was killed meanwhile begins again at nothing.
            long ticks = Math.max(0, program.cpuTicks() - before.get(program.name()));
            usage.put(program.name(), new Usage(ticks / ProcessStat.TICKS_PER_SECOND, program.memoryBytes()));
        }
        return new Measured(seconds, usage);
    }
}

package io.waybill.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A program that takes part in a run.
 *
 * @param name for the report
 * @param pid of its first process, asked for at each run because a run may restart it
 */
public record Watched(String name, LongSupplier pid) {
    private static final Path PROC = Path.of("/proc");

    /** This JVM: the load generator. */
    public static Watched client() {
        return new Watched("client", () -> ProcessHandle.current().pid());
    }

    /** Forgets the most that was resident so far. */
    void reset() {
        tree().forEach(Watched::reset);
    }

    long cpuTicks() {
        return tree().stream()
                .mapToLong(process -> {
                    String stat = read(process, "stat");
                    return stat.isEmpty() ? 0 : ProcessStat.parse(stat).cpuTicks();
                })
                .sum();
    }

    long memoryBytes() {
        List<Long> tree = tree();
        if (tree.size() == 1) {
            return ProcessStat.bytes(read(tree.get(0), "status"), "VmHWM");
        }
        return tree.stream()
                .mapToLong(process -> ProcessStat.bytes(read(process, "smaps_rollup"), "Pss"))
                .sum();
    }

    private List<Long> tree() {
        long first = pid.getAsLong();
        if (first == ProcessHandle.current().pid()) {
            return List.of(first);
        }
        return ProcessHandle.of(first)
                .map(handle -> Stream.concat(Stream.of(handle), handle.descendants())
                        .map(ProcessHandle::pid)
                        .toList())
                .orElse(List.of());
    }

    private static boolean reset(long process) {
        try {
            Files.writeString(PROC.resolve(process + "/clear_refs"), "5");
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static String read(long process, String file) {
        try {
            return Files.readString(PROC.resolve(process + "/" + file));
        } catch (IOException gone) {
            return "";
        }
    }
}

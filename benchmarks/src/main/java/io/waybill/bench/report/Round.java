package io.waybill.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.measure.Usage;
import java.util.Map;

/**
 * One peer measured once.
 *
 * @param seconds it took
 * @param bytes that were moved
 * @param files that were moved
 * @param resentBytes that had been sent before and had to be sent again; null where that is not the question
 * @param processes what each process took, by name
 * @param lists by question, how long pages took; null where that is not the question
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Round(
        double seconds,
        long bytes,
        long files,
        Long resentBytes,
        Map<String, Usage> processes,
        Map<String, PageTimes> lists) {
    private static final double GIB = 1 << 30;

    /** A round that moved files. */
    public static Round of(Meter.Measured measured, long bytes, long files) {
        return new Round(measured.seconds(), bytes, files, null, measured.processes(), null);
    }

    /** The same round, with another time than that of all the work, and with what was sent twice. */
    public Round resumed(double untilFirstNewByte, long resent) {
        return new Round(untilFirstNewByte, bytes, files, resent, processes, null);
    }

    /** The same round, with the p99 of the slowest of these lists for its time. */
    public Round listed(Map<String, PageTimes> pages) {
        double slowest =
                pages.values().stream().mapToDouble(PageTimes::p99Millis).max().orElse(0);
        return new Round(slowest / 1e3, bytes, files, resentBytes, processes, pages);
    }

    /** CPU seconds of one process for each GiB moved; not a number when it did not take part. */
    public double cpuPerGib(String process) {
        Usage usage = processes.get(process);
        return usage == null ? Double.NaN : usage.cpuSeconds() / (bytes / GIB);
    }

    /** CPU seconds of everything but the load generator for each GiB moved. */
    public double cpuPerGib() {
        return processes.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("client"))
                        .mapToDouble(entry -> entry.getValue().cpuSeconds())
                        .sum()
                / (bytes / GIB);
    }
}

package io.waybill.bench.report;

import java.util.Arrays;

/**
 * How long the pages of one list took.
 *
 * @param pages how many there were
 * @param p50Millis half of them took no longer
 * @param p99Millis 99 of 100 took no longer
 * @param maxMillis none took longer
 */
public record PageTimes(int pages, double p50Millis, double p99Millis, double maxMillis) {
    /** The name of a list whose client was by itself. */
    public static final String ALONE = "alone";

    /** The name of the same beside thousands of slow connections. */
    public static final String BESIDE_SLOW = "beside slow clients";

    private static final double MEDIAN = 0.5;
    private static final double SLOWEST = 0.99;

    /** Of pages that took so many milliseconds each; at least one. */
    public static PageTimes of(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new PageTimes(sorted.length, at(sorted, MEDIAN), at(sorted, SLOWEST), sorted[sorted.length - 1]);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}

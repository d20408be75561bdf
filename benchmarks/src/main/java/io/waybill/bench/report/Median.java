package io.waybill.bench.report;

import java.util.stream.DoubleStream;

/** The middle of numbers, and their ends. */
public record Median(double value, double lowest, double highest) {
    /**
     * Of at least one number; of an even count the mean of the two in the middle.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Median of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("No numbers have no median.");
        }
        int middle = sorted.length / 2;
        double value = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Median(value, sorted[0], sorted[sorted.length - 1]);
    }
}

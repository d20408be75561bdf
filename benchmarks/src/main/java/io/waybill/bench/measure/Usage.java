package io.waybill.bench.measure;

/**
 * What one process took during one run.
 *
 * @param cpuSeconds of it, user and system
 * @param memoryBytes the most that was resident; of a program of many processes their proportional share at the end
 */
public record Usage(double cpuSeconds, long memoryBytes) {}

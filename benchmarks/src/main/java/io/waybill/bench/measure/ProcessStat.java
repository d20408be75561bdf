package io.waybill.bench.measure;

import java.util.Locale;

/**
 * One line of {@code /proc/PID/stat} (proc(5)).
 *
 * @param cpuTicks what it and its children that have ended took of the processors, in ticks
 */
record ProcessStat(long cpuTicks) {
    /** Linux' USER_HZ, the same on every platform that Java runs on there. */
    static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 14;
    private static final int FIRST_AFTER_NAME = 3;

    static ProcessStat parse(String line) {
        // The name stands in parentheses and may hold spaces and parentheses of its own.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).trim().split(" ", -1);
        long ticks = 0;
        for (int field = UTIME; field < UTIME + 4; field++) {
            ticks += Long.parseLong(fields[field - FIRST_AFTER_NAME]);
        }
        return new ProcessStat(ticks);
    }

    /** The bytes of a line such as {@code VmHWM:   12 kB} in {@code /proc/PID/status} or {@code smaps_rollup}; 0 when absent. */
    static long bytes(String status, String name) {
        for (String line : status.split("\n", -1)) {
            if (line.startsWith(name + ":")) {
                String kilobytes = line.substring(name.length() + 1)
                        .toLowerCase(Locale.ROOT)
                        .replace("kb", "");
                return Long.parseLong(kilobytes.trim()) << 10;
            }
        }
        return 0;
    }
}

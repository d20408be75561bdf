package io.waybill.transfer.ping;

import java.time.Duration;

/**
 * How to send over a line of which the round trip and the speed of one connection are known.
 *
 * <p>A part lasts about two seconds, so that a cut costs little and the requests around it cost less than it; at least
 * twenty round trips, in whole MiB, from 8 to 64. One connection fills a near line; the further away the server, the more
 * of them it takes, since each waits for its own acknowledgements: one more for every 20 ms, up to 8. Where memory is
 * short, parts get smaller before they get fewer.
 *
 * @param partSizeBytes how large parts should be
 * @param parallelism how many should be on their way at a time
 */
record Advice(long partSizeBytes, int parallelism) {
    private static final long MIB = 1L << 20;
    private static final long SMALLEST_BYTES = 8 * MIB;
    private static final long LARGEST_BYTES = 64 * MIB;
    private static final Duration PART_TIME = Duration.ofSeconds(2);
    private static final int ROUND_TRIPS = 20;
    private static final Duration NEAR = Duration.ofMillis(5);
    private static final long STEP_MILLIS = 20;
    private static final int MOST_AT_ONCE = 8;

    /**
     * The advice for one line.
     *
     * @param roundTrip what the client measured, or null
     * @param bytesPerSecond of one connection, or null while unknown
     * @param memoryBytes what one client may hold of the memory for parts
     */
    static Advice of(Duration roundTrip, Long bytesPerSecond, long memoryBytes) {
        long partSize = SMALLEST_BYTES;
        Duration trip = roundTrip == null ? Duration.ZERO : roundTrip;
        if (bytesPerSecond != null) {
            Duration lasting = trip.multipliedBy(ROUND_TRIPS);
            double seconds = Math.max(PART_TIME.toMillis(), lasting.toMillis()) / 1000.0;
            double wanted = Math.min(LARGEST_BYTES, bytesPerSecond * seconds);
            partSize = Math.max(SMALLEST_BYTES, (long) Math.ceil(wanted / MIB) * MIB);
        }
        int parallelism =
                trip.compareTo(NEAR) <= 0 ? 2 : (int) Math.min(MOST_AT_ONCE, 2 + trip.toMillis() / STEP_MILLIS);
        long share = memoryBytes / parallelism / MIB * MIB;
        long held = Math.max(SMALLEST_BYTES, Math.min(partSize, share));
        return new Advice(held, (int) Math.max(1, Math.min(parallelism, memoryBytes / held)));
    }
}

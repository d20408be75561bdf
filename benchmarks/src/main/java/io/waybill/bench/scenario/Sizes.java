package io.waybill.bench.scenario;

/**
 * How much is moved.
 *
 * @param largeBytes one large file
 * @param smallFiles how many files of 10 KiB by parallel clients, and in a batch
 * @param serialFiles how many of them by one client
 * @param parallelFiles how many files of 16 MiB at once
 * @param inFlight how many uploads at once when memory is looked at
 * @param listedFiles how many files there are when lists are read
 * @param rounds of every peer
 */
public record Sizes(
        long largeBytes,
        int smallFiles,
        int serialFiles,
        int parallelFiles,
        int inFlight,
        int listedFiles,
        int rounds) {
    public static final int PIECE_BYTES = 8 << 20;
    public static final int SMALL_BYTES = 10 << 10;
    public static final int PARALLEL_BYTES = 16 << 20;

    /** What results are measured with. */
    public static final Sizes FULL = new Sizes(1L << 30, 5000, 500, 64, 500, 1_000_000, 5);

    /** Enough to see that all works, and which way the numbers point. */
    public static final Sizes QUICK = new Sizes(256L << 20, 500, 100, 16, 100, 100_000, 1);

    public Sizes withRounds(int count) {
        return new Sizes(largeBytes, smallFiles, serialFiles, parallelFiles, inFlight, listedFiles, count);
    }

    static String bytes(long count) {
        if (count >= 1 << 30) {
            return count / (1 << 30) + " GiB";
        }
        return count >= 1 << 20 ? count / (1 << 20) + " MiB" : count / (1 << 10) + " KiB";
    }
}

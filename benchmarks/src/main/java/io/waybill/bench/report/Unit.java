package io.waybill.bench.report;

import java.util.Locale;

/** What the number of a scenario is. */
public enum Unit {
    MIB_PER_SECOND("MiB/s", true) {
        @Override
        public double of(Round round) {
            return round.bytes() / (double) (1 << 20) / round.seconds();
        }
    },
    FILES_PER_SECOND("files/s", true) {
        @Override
        public double of(Round round) {
            return round.files() / round.seconds();
        }
    },
    MILLISECONDS("ms", false) {
        @Override
        public double of(Round round) {
            return round.seconds() * 1e3;
        }
    },
    /** Of the process {@code transfer}. */
    RESIDENT_MIB("MiB resident", false) {
        @Override
        public double of(Round round) {
            return round.processes().get("transfer").memoryBytes() / (double) (1 << 20);
        }
    };

    private final String word;
    private final boolean moreIsBetter;

    Unit(String word, boolean moreIsBetter) {
        this.word = word;
        this.moreIsBetter = moreIsBetter;
    }

    /** The number of one round. */
    public abstract double of(Round round);

    public String word() {
        return word;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** A number of this unit as people read it. */
    public String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}

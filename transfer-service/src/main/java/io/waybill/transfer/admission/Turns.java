package io.waybill.transfer.admission;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** When each owner was last let in out of the line: of those who wait, the one longest ago is next. Guarded by its user. */
final class Turns {
    private static final int MAX_OWNERS = 10_000;

    private Instant latest = Instant.EPOCH;
    private final Map<String, Instant> served = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAX_OWNERS;
        }
    };

    /** {@code owner} is let in now: the last of all turns. */
    Instant next(String owner) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        latest = now.isAfter(latest) ? now : latest.plus(1, ChronoUnit.MICROS);
        served.put(owner, latest);
        return latest;
    }

    /** Notes a turn, unless a later one is known. */
    void served(String owner, Instant at) {
        served.merge(owner, at, (known, heard) -> known.isAfter(heard) ? known : heard);
    }

    /** The last turn of {@code owner}; long ago where none is known. */
    Instant of(String owner) {
        return served.getOrDefault(owner, Instant.EPOCH);
    }
}

package io.waybill.metadata.catalog;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times that people ask for. */
public final class Moments {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Moments() {}

    /** {@code moment}, drawn into what the database can hold: nothing has happened outside. */
    public static OffsetDateTime within(Instant moment) {
        Instant within = moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment.isAfter(LATEST) ? LATEST : moment;
        return within.atOffset(ZoneOffset.UTC);
    }
}

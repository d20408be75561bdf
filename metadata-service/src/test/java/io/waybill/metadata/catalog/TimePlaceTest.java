package io.waybill.metadata.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.WaybillException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimePlaceTest {
    private static final UUID ID = UUID.fromString("6f1c2f0e-0f3d-4a43-9d0a-5f5d3a1b2c3d");

    @Test
    void goesOnAfterTheEntryItWasMadeOf() {
        Instant at = Instant.parse("2026-11-28T18:00:00.123456Z");

        TimePlace place = TimePlace.of("mine", TimePlace.cursor("mine", at, ID));

        assertThat(place.at().toInstant()).isEqualTo(at);
        assertThat(place.id()).isEqualTo(ID);
        assertThat(TimePlace.of("mine", null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "mine", "other\n2026-11-28T18:00:00Z\n6f1c2f0e-0f3d-4a43-9d0a-5f5d3a1b2c3d", "mine\nnow\nx"})
    void refusesWhatWasNeverGivenOut(String cursor) {
        assertThatThrownBy(() -> TimePlace.of("mine", cursor)).isInstanceOf(WaybillException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+294277-01-05T00:00:00Z", "+900000000-01-01T00:00:00Z", "-900000000-01-01T00:00:00Z"})
    void neverAsksForATimeThatNoDatabaseHolds(String at) {
        int year = TimePlace.of("mine", "mine\n" + at + "\n" + ID).at().getYear();

        assertThat(year).isBetween(1970, 9999);
    }
}

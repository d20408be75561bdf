package io.waybill.metadata.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.contracts.error.WaybillException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayRangeTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-28");

    @Test
    void theLastThirtyDaysWhenNothingIsAsked() {
        assertThat(DayRange.of(null, null, TODAY)).isEqualTo(new DayRange(LocalDate.parse("2026-10-30"), TODAY));
    }

    @Test
    void aLeapYearFits() {
        assertThat(DayRange.of("2024-01-01", "2024-12-31", TODAY).first()).isEqualTo(LocalDate.parse("2024-01-01"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-02, 2026-11-01",
        "2025-01-01, 2026-11-01",
        "yesterday, 2026-11-01",
        "'', 2026-11-01",
        "2026-11-01, +999999999-12-31",
        "-999999999-01-01, 2026-11-01",
        "2026-02-30, 2026-11-01"
    })
    void whatAreNoDaysIsRefused(String from, String to) {
        assertThatThrownBy(() -> DayRange.of(from, to, TODAY)).isInstanceOf(WaybillException.class);
    }
}

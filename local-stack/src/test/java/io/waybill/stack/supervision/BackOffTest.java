package io.waybill.stack.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff();
    private final Instant start = Instant.parse("2026-11-20T00:00:00Z");

    @Test
    void pausesDoubleUpToThirtySeconds() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(backOff.afterFailureAt(start)).isEqualTo(Duration.ofSeconds(expected));
        }
    }

    @Test
    void aMinuteWithoutFailureForgivesAll() {
        backOff.afterFailureAt(start);
        backOff.afterFailureAt(start);

        assertThat(backOff.afterFailureAt(start.plusSeconds(120))).isEqualTo(Duration.ofSeconds(1));
    }
}

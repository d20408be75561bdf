package io.waybill.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UploadSpeedTest {
    private final UploadSpeed speed = new UploadSpeed(0);

    @Test
    void saysNothingBeforeItHasSeenATenthOfASecond() {
        assertThat(speed.add(256 * 1024, TimeUnit.MICROSECONDS.toNanos(10))).isZero();
    }

    @Test
    void aBurstAtTheStartDoesNotStay() {
        speed.add(100_000_000, TimeUnit.MILLISECONDS.toNanos(100));
        long last = 0;
        for (int tenth = 2; tenth <= 150; tenth++) {
            last = speed.add(1_000_000, TimeUnit.MILLISECONDS.toNanos(100L * tenth));
        }

        assertThat(last).isCloseTo(10_000_000, withPercentage(10));
    }

    @Test
    void aSteadyStreamHasItsSpeed() {
        long last = 0;
        for (int tenth = 1; tenth <= 30; tenth++) {
            last = speed.add(5_000_000, TimeUnit.MILLISECONDS.toNanos(100L * tenth));
        }

        assertThat(last).isCloseTo(50_000_000, withPercentage(1));
    }
}

package io.waybill.transfer.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static final long MIB = 1L << 20;
    private static final long ROOM = 256 * MIB;

    @Test
    void nothingKnownIsTheUsualPart() {
        assertThat(Advice.of(null, null, ROOM)).isEqualTo(new Advice(8 * MIB, 2));
    }

    @Test
    void aPartLastsTwoSecondsWithinBounds() {
        assertThat(Advice.of(Duration.ofMillis(1), 100_000L, ROOM).partSizeBytes())
                .isEqualTo(8 * MIB);
        assertThat(Advice.of(Duration.ofMillis(1), 10 * MIB, ROOM).partSizeBytes())
                .isEqualTo(20 * MIB);
        assertThat(Advice.of(Duration.ofMillis(1), 10_000 * MIB, ROOM).partSizeBytes())
                .isEqualTo(64 * MIB);
    }

    @Test
    void aFarServerIsSentToInMoreAndLargerParts() {
        Advice far = Advice.of(Duration.ofMillis(200), 5 * MIB, ROOM);

        assertThat(far).isEqualTo(new Advice(20 * MIB, 8));
        assertThat(Advice.of(Duration.ofMillis(45), 4 * MIB, ROOM)).isEqualTo(new Advice(8 * MIB, 4));
        assertThat(Advice.of(Duration.ofMinutes(1), Long.MAX_VALUE, ROOM)).isEqualTo(new Advice(32 * MIB, 8));
    }

    @Test
    void nobodyIsAdvisedToHoldMoreThanTheirShareOfTheMemory() {
        assertThat(Advice.of(Duration.ofMillis(200), 5 * MIB, 80 * MIB)).isEqualTo(new Advice(10 * MIB, 8));
        assertThat(Advice.of(Duration.ofMillis(200), 5 * MIB, 40 * MIB)).isEqualTo(new Advice(8 * MIB, 5));
        assertThat(Advice.of(Duration.ofMillis(200), 5 * MIB, MIB)).isEqualTo(new Advice(8 * MIB, 1));
    }
}

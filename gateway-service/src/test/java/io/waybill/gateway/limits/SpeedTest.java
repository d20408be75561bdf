package io.waybill.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedTest {
    private static final int MEBIBYTE = 1 << 20;

    private final SettableNanos clock = new SettableNanos();
    private final Speed speed = new Speed(MEBIBYTE, clock);

    @Test
    void aPieceGoesAtOnceAndItsPriceIsTheWaitOfTheNext() {
        long wait = speed.spend(MEBIBYTE);

        assertThat(Duration.ofNanos(wait)).isEqualTo(Duration.ofMillis(900));
        clock.advance(Duration.ofNanos(wait));
        assertThat(speed.spend(0)).isZero();
    }

    @Test
    void aShortWaitIsNotWorthATimerAndIsNotForgotten() {
        speed.spend(MEBIBYTE / 10);

        assertThat(speed.spend(MEBIBYTE / 200)).isZero();
        assertThat(Duration.ofNanos(speed.spend(MEBIBYTE / 100)))
                .isBetween(Duration.ofMillis(14), Duration.ofMillis(15));
    }

    @Test
    void aLongRestIsWorthATenthOfASecond() {
        clock.advance(Duration.ofDays(1));

        assertThat(Duration.ofNanos(speed.spend(2 * MEBIBYTE))).isEqualTo(Duration.ofMillis(1_900));
    }

    @Test
    void whoeverSharesItWaitsForThoseBefore() {
        long first = speed.spend(MEBIBYTE);
        long second = speed.spend(MEBIBYTE);

        assertThat(Duration.ofNanos(second - first)).isEqualTo(Duration.ofSeconds(1));
    }

    /** However many connections, whatever they send when they may. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGoesFasterThanTheSpeedAndTheLastPieces(long seed) {
        Random random = new Random(seed);
        int connections = 1 + random.nextInt(20);
        int largest = 256 * 1024;
        long[] mayGoAt = new long[connections];
        long begun = clock.getAsLong();
        Arrays.fill(mayGoAt, begun);

        long bytes = 0;
        for (int i = 0; i < 20_000; i++) {
            clock.advance(Duration.ofNanos(random.nextInt(3_000_000)));
            int connection = random.nextInt(connections);
            if (mayGoAt[connection] - clock.getAsLong() <= 0) {
                int piece = 1 + random.nextInt(largest);
                bytes += piece;
                mayGoAt[connection] = clock.getAsLong() + speed.spend(piece);
            }
            double seconds = (clock.getAsLong() - begun) / 1e9;
            assertThat((double) bytes).isLessThanOrEqualTo((seconds + 0.11) * MEBIBYTE + (connections + 1.0) * largest);
        }
        double seconds = (clock.getAsLong() - begun) / 1e9;
        assertThat((double) bytes).as("and nearly as fast").isGreaterThan(0.8 * seconds * MEBIBYTE);
    }
}

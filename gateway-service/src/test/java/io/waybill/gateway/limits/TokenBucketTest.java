package io.waybill.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Rate SIXTY_A_MINUTE = new Rate(60, Duration.ofMinutes(1));

    private final SettableNanos clock = new SettableNanos();
    private final TokenBucket bucket = new TokenBucket(SIXTY_A_MINUTE, clock.getAsLong());

    @Test
    void givesItsWholeQuotaAtOnceAndThenNone() {
        assertThat(takeAll()).isEqualTo(60);

        assertThat(bucket.take(clock.getAsLong())).isFalse();
    }

    @Test
    void fillsEvenly() {
        takeAll();

        clock.advance(Duration.ofMillis(999));
        assertThat(takeAll()).isZero();

        clock.advance(Duration.ofMillis(1));
        assertThat(takeAll()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(10));
        assertThat(takeAll()).isEqualTo(10);
    }

    @Test
    void neverHoldsMoreThanItsQuota() {
        clock.advance(Duration.ofDays(1));
        bucket.giveBack();

        assertThat(takeAll()).isEqualTo(60);
    }

    @Test
    void doesNotRunBackWithAClockThatDoes() {
        takeAll();
        clock.advance(Duration.ofSeconds(-10));
        assertThat(bucket.level(clock.getAsLong())).isZero();

        clock.advance(Duration.ofSeconds(11));
        assertThat(bucket.level(clock.getAsLong())).isCloseTo(1, within(1e-9));
    }

    @Test
    void takesPartInSmallSharesAtFirst() {
        Rate rate = new Rate(12_000, Duration.ofMinutes(1));

        assertThat(rate.smallShare()).isEqualTo(120);
        assertThat(rate.largeShare()).isEqualTo(1_200);
        assertThat(new Rate(1, Duration.ofSeconds(1)).largeShare()).isEqualTo(1);
    }

    @Test
    void isNoLimitOfNothingOrOfNoTime() {
        assertThatThrownBy(() -> new Rate(0, Duration.ofMinutes(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ofMillis(999))).isInstanceOf(IllegalArgumentException.class);
    }

    private int takeAll() {
        int taken = 0;
        while (bucket.take(clock.getAsLong())) {
            taken++;
        }
        return taken;
    }
}

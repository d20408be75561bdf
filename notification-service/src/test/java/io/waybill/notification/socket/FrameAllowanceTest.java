package io.waybill.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.notification.socket.FrameAllowance.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FrameAllowanceTest {
    private final FrameAllowance allowance = new FrameAllowance(10, 3, 0);

    @Test
    void aBurstIsAcceptedThenIgnoredThenEndsTheSocket() {
        assertThat(allowance.take(0)).isEqualTo(Verdict.ACCEPT);
        assertThat(allowance.take(0)).isEqualTo(Verdict.ACCEPT);
        assertThat(allowance.take(0)).isEqualTo(Verdict.ACCEPT);
        assertThat(allowance.take(0)).isEqualTo(Verdict.IGNORE);
        assertThat(allowance.take(0)).isEqualTo(Verdict.IGNORE);
        assertThat(allowance.take(0)).isEqualTo(Verdict.IGNORE);
        assertThat(allowance.take(0)).isEqualTo(Verdict.CLOSE);
    }

    @Test
    void timeGivesFramesBackUpToTheBurst() {
        for (int i = 0; i < 4; i++) {
            allowance.take(0);
        }

        long later = TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i < 3; i++) {
            assertThat(allowance.take(later)).isEqualTo(Verdict.ACCEPT);
        }
        assertThat(allowance.take(later)).isEqualTo(Verdict.IGNORE);
    }
}

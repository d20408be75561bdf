package io.waybill.transfer.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedRoundsTest {
    private long now = -5;
    private final FailedRounds rounds = new FailedRounds(() -> now);

    @Test
    void theFirstOneIsNewsAndTheSameAgainIsNot() {
        assertThat(rounds.isNews("sweep", away("port 1"))).isTrue();

        assertThat(rounds.isNews("sweep", away("port 2"))).isFalse();
        assertThat(rounds.isNews("purges", away("port 2"))).as("other work").isTrue();
    }

    @Test
    void theSameCauseIsNewsOnceAMinute() {
        rounds.isNews("sweep", away("a"));

        now += Duration.ofSeconds(59).toNanos();
        assertThat(rounds.isNews("sweep", away("a"))).isFalse();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(rounds.isNews("sweep", away("a"))).isTrue();
        assertThat(rounds.isNews("sweep", away("a"))).isFalse();
    }

    @Test
    void anotherCauseIsNewsAtOnce() {
        rounds.isNews("sweep", away("a"));

        assertThat(rounds.isNews("sweep", new IllegalStateException("a"))).isTrue();
        assertThat(rounds.isNews("sweep", full())).isTrue();
        assertThat(rounds.isNews("sweep", new IllegalStateException(full())))
                .as("the same, wrapped")
                .isFalse();
    }

    @Test
    void aRoundThatSucceedsIsAReliefOnceAndMakesTheNextFailureNews() {
        assertThat(rounds.isRelief("sweep")).isFalse();
        rounds.isNews("sweep", away("a"));

        assertThat(rounds.isRelief("sweep")).isTrue();
        assertThat(rounds.isRelief("sweep")).isFalse();
        assertThat(rounds.isNews("sweep", away("a"))).isTrue();
    }

    private static Throwable away(String where) {
        return new IllegalStateException("wrapped", new ConnectException("refused: " + where));
    }

    private static Throwable full() {
        return new WaybillException(ErrorCode.STORE_FULL, "No room.", new IllegalStateException());
    }
}

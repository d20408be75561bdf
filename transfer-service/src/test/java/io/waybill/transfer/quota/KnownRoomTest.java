package io.waybill.transfer.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownRoomTest {
    private final AtomicLong now = new AtomicLong();
    private final KnownRoom room = new KnownRoom(now::get);

    @Test
    void nobodyPassesWhoWasNotAskedFor() {
        room.learn("alice", 10);

        assertThat(room.take("bob", 1)).isFalse();
    }

    @Test
    void whatIsTakenIsNotThereForTheNext() {
        room.learn("alice", 10);

        assertThat(room.take("alice", 6)).isTrue();
        assertThat(room.take("alice", 6)).isFalse();

        room.learn("alice", 6);
        assertThat(room.take("alice", 6)).isTrue();
    }

    @Test
    void whatIsKnownIsKnownForFiveSeconds() {
        room.learn("alice", 10);
        now.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(room.take("alice", 1)).isTrue();
        now.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(room.take("alice", 1)).isFalse();
    }
}

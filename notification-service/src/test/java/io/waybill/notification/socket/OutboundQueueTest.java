package io.waybill.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.notification.socket.OutboundQueue.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    private final OutboundQueue queue = new OutboundQueue(4, 100, "resync");

    @Test
    void framesComeOutInTheOrderTheyCame() {
        queue.offer("a");
        queue.offerProgress(ONE, "p");
        queue.offer("b");

        assertThat(all()).containsExactly("a", "p", "b");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void ofTheProgressOfOneUploadOnlyTheNewestIsKept() {
        assertThat(queue.offerProgress(ONE, "1a")).isEqualTo(Outcome.QUEUED);
        assertThat(queue.offerProgress(TWO, "2a")).isEqualTo(Outcome.QUEUED);
        assertThat(queue.offerProgress(ONE, "1b")).isEqualTo(Outcome.CONFLATED);
        assertThat(queue.offerProgress(ONE, "1c")).isEqualTo(Outcome.CONFLATED);

        assertThat(all()).containsExactly("1c", "2a");
    }

    @Test
    void progressGivesWayToEvents() {
        queue.offerProgress(ONE, "1");
        queue.offerProgress(TWO, "2");
        queue.offer("a");
        queue.offer("b");

        assertThat(queue.offer("c")).isEqualTo(Outcome.QUEUED);

        assertThat(all()).containsExactly("2", "a", "b", "c");
    }

    @Test
    void progressThatDoesNotFitIsLeftOut() {
        for (String event : List.of("a", "b", "c", "d")) {
            queue.offer(event);
        }

        assertThat(queue.offerProgress(ONE, "1")).isEqualTo(Outcome.CONFLATED);

        assertThat(all()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whenAnEventDoesNotFitEverythingGivesWayToOneResync() {
        for (String event : List.of("a", "b", "c", "d")) {
            queue.offer(event);
        }

        assertThat(queue.offer("e")).isEqualTo(Outcome.OVERFLOWED);
        queue.offer("f");
        queue.offerResync();

        assertThat(all()).containsExactly("resync");
    }

    @Test
    void charactersAreBoundedToo() {
        queue.offer("x".repeat(60));

        assertThat(queue.offer("y".repeat(60))).isEqualTo(Outcome.OVERFLOWED);
        assertThat(all()).containsExactly("resync");
        assertThat(queue.offer("y".repeat(60))).isEqualTo(Outcome.QUEUED);
    }

    @Test
    void aFrameLargerThanTheBoundIsSentWhenNothingElseWaits() {
        assertThat(queue.offer("x".repeat(1000))).isEqualTo(Outcome.QUEUED);

        assertThat(all()).hasSize(1);
        assertThat(queue.offer("y".repeat(99))).isEqualTo(Outcome.QUEUED);
    }

    private List<String> all() {
        List<String> frames = new ArrayList<>();
        for (Optional<String> frame = queue.take(); frame.isPresent(); frame = queue.take()) {
            frames.add(frame.get());
        }
        return frames;
    }
}

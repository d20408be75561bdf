package io.waybill.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private static final long STALL = 20;

    private final SlowWire wire = new SlowWire();
    private long now;
    private final Outbound outbound = new Outbound(
            new OutboundQueue(8, 1000, "resync"), wire, new SocketMetrics(new SimpleMeterRegistry()), () -> now, STALL);

    @Test
    void theNextFrameIsWrittenWhenTheOneBeforeWasTaken() {
        outbound.offer("a");
        outbound.offer("b");
        assertThat(wire.frames).containsExactly("a");

        wire.take();

        assertThat(wire.frames).containsExactly("a", "b");
    }

    @Test
    void aSlowReaderGetsTheNewestProgressOnly() {
        for (int percent = 0; percent <= 100; percent++) {
            outbound.offerProgress(new UUID(0, 1), percent + "%");
        }

        wire.take();
        wire.take();

        assertThat(wire.frames).containsExactly("0%", "100%");
    }

    @Test
    void aWriteThatEndsAtOnceIsFollowedByTheNextWithoutRecursion() {
        wire.atOnce = true;

        for (int i = 0; i < 100_000; i++) {
            outbound.offer("a");
        }

        assertThat(wire.frames).hasSize(100_000);
    }

    @Test
    void aReaderThatKeepsAFrameWaitingIsStalled() {
        outbound.offer("a");
        now = STALL;
        assertThat(outbound.isStalled()).isFalse();

        now = STALL + 1;

        assertThat(outbound.isStalled()).isTrue();
    }

    @Test
    void aReaderThatTakesEveryFrameIsNotStalledHoweverLongItIsOpen() {
        for (int i = 0; i < 10; i++) {
            outbound.offer("a");
            now += STALL;
            wire.take();
        }

        assertThat(outbound.isStalled()).isFalse();
    }

    @Test
    void aReaderThatDoesNotCatchUpAfterAnOverflowIsStalledThoughItTakesSome() {
        for (int i = 0; i < 20; i++) {
            outbound.offer("event " + i);
        }
        for (int i = 0; i < 3; i++) {
            now += STALL / 2;
            outbound.offer("more " + i);
            outbound.offer("more " + i);
            wire.take();
        }

        assertThat(outbound.isStalled()).isTrue();
        assertThat(wire.frames).contains("resync");
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        outbound.end();

        outbound.offer("a");

        assertThat(wire.frames).isEmpty();
    }

    private static final class SlowWire implements Wire {
        private final List<String> frames = new ArrayList<>();
        private boolean atOnce;
        private Runnable pending;

        @Override
        public void write(String frame, Runnable written) {
            frames.add(frame);
            pending = written;
            if (atOnce) {
                take();
            }
        }

        void take() {
            Runnable taken = pending;
            pending = null;
            if (taken != null) {
                taken.run();
            }
        }
    }
}

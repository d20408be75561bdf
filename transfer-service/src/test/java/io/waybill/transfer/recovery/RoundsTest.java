package io.waybill.transfer.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Rounds rounds = new Rounds(vertx, new RecoveryMetrics(meters));
    private final List<Level> told = new CopyOnWriteArrayList<>();
    private final Logger log = Logger.getLogger(Rounds.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                told.add(line.getLevel());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(listener);
    }

    @AfterEach
    void stop() {
        rounds.stop();
        log.removeHandler(listener);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatFailsIsWarnedOfOnceCountedEachTimeAndTriedAgain() {
        AtomicInteger begun = new AtomicInteger();
        rounds.every("sweep", Duration.ofMillis(1), () -> {
            if (begun.incrementAndGet() > 4) {
                return Future.succeededFuture(0);
            }
            throw new IllegalStateException("away");
        });

        await().untilAsserted(() -> assertThat(told).containsExactly(Level.WARNING, Level.INFO));

        assertThat(failures("sweep")).isEqualTo(4);
    }

    @Test
    void whatFailsKeepsNothingElseFromItsRounds() {
        AtomicInteger done = new AtomicInteger();
        Supplier<Future<Integer>> fails = () -> Future.failedFuture("away");
        rounds.every("sweep", Duration.ofMillis(1), fails);

        rounds.every("purges", Duration.ofMillis(1), () -> Future.succeededFuture(done.incrementAndGet()));

        await().until(() -> done.get() > 3 && failures("sweep") > 3);
    }

    private double failures(String work) {
        Counter counter =
                meters.find("waybill.reconciler.failures").tag("work", work).counter();
        return counter == null ? 0 : counter.count();
    }
}

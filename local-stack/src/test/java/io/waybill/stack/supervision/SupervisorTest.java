package io.waybill.stack.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Part;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger told = new AtomicInteger();
    private SleepingPart part;

    @BeforeEach
    void start(@TempDir Path home) {
        part = new SleepingPart(home);
        part.start();
    }

    @AfterEach
    void stop() {
        part.stop();
    }

    @Test
    void aPartThatDiesIsStartedAgainAndThatIsSaid() {
        try (Supervisor supervisor = new Supervisor(List.of(part), said::add, told::incrementAndGet)) {
            supervisor.start();

            part.kill();

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> told.get() == 1);
            assertThat(part.isAlive()).isTrue();
            assertThat(said.get(0)).startsWith("sleeper has ended; it is started again in 1 s");
            assertThat(said.get(1)).startsWith("sleeper is back after");
        }
    }

    @Test
    void aStartThatFailsIsTriedAgainLater() {
        part.failuresLeft.set(1);
        try (Supervisor supervisor = new Supervisor(List.of(part), said::add, told::incrementAndGet)) {
            supervisor.start();

            part.kill();

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(part::isAlive);
            assertThat(said)
                    .contains("sleeper does not like it")
                    .anyMatch(sentence -> sentence.contains("again in 2 s"));
        }
    }

    /** A process that only waits, and a start that fails as often as it is told to. */
    private static final class SleepingPart implements Part {
        private final AtomicInteger failuresLeft = new AtomicInteger();
        private final RunningPart running;

        SleepingPart(Path home) {
            running = new RunningPart(
                    "sleeper", home, home.resolve("sleeper.log"), 0, Duration.ofSeconds(5), this::launch);
        }

        @Override
        public RunningPart running() {
            return running;
        }

        private ChildProcess launch() {
            if (failuresLeft.getAndDecrement() > 0) {
                throw new StackException("sleeper does not like it");
            }
            return ChildProcess.program(
                    new ChildProcess.Launch("sleeper", List.of("sleep", "600"), Map.of(), running.home(), log()),
                    "TERM");
        }
    }
}

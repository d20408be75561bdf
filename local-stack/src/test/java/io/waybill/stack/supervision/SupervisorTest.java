package io.waybill.stack.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.StackException;
import io.waybill.stack.part.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger told = new AtomicInteger();
    private final FakePart part = new FakePart();

    @Test
    void aPartThatDiesIsStartedAgainAndThatIsSaid() {
        try (Supervisor supervisor = new Supervisor(List.of(part), said::add, told::incrementAndGet)) {
            supervisor.start();

            part.kill();

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> told.get() == 1);
            assertThat(part.isAlive()).isTrue();
            assertThat(said.get(0)).startsWith("fake has ended; it is started again in 1 s");
            assertThat(said.get(1)).startsWith("fake is back after");
        }
    }

    @Test
    void aStartThatFailsIsTriedAgainLater() {
        part.failuresLeft.set(1);
        try (Supervisor supervisor = new Supervisor(List.of(part), said::add, told::incrementAndGet)) {
            supervisor.start();

            part.kill();

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(part::isAlive);
            assertThat(said).contains("fake does not like it").anyMatch(sentence -> sentence.contains("again in 2 s"));
        }
    }

    private static final class FakePart implements Part {
        private volatile boolean alive = true;
        private final AtomicInteger failuresLeft = new AtomicInteger();

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public void start() {
            if (failuresLeft.getAndDecrement() > 0) {
                throw new StackException("fake does not like it");
            }
            alive = true;
        }

        @Override
        public void stop() {
            alive = false;
        }

        @Override
        public void kill() {
            alive = false;
        }

        @Override
        public boolean isAlive() {
            return alive;
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public int port() {
            return 1;
        }

        @Override
        public Path log() {
            return Path.of("fake.log");
        }
    }
}

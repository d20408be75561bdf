package io.waybill.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.stack.StackException;
import io.waybill.stack.part.PartsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessIT {
    @TempDir
    Path directory;

    @Test
    void childrenOfBothKindsEndWhenTheirParentIsKilled() throws IOException {
        Process parent = new ProcessBuilder(
                        JavaCommand.executable().toString(),
                        "-cp",
                        PartsDirectory.ownCode() + ":" + testClasses(),
                        Parent.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();
        PidFile jvm = new PidFile(directory.resolve("jvm.pid"));
        PidFile program = new PidFile(directory.resolve("program.pid"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> jvm.alive().isPresent() && program.alive().isPresent());

        parent.destroyForcibly();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> jvm.alive().isEmpty() && program.alive().isEmpty());
    }

    @Test
    void aPausedChildGoesOnAndAStoppedOneIsGone() {
        ChildProcess child = ChildProcess.program(launch("sleeper", List.of("sleep", "600")), "TERM");

        child.pause();
        assertThat(child.isAlive()).isTrue();
        child.resume();
        child.stop(Duration.ofSeconds(10));

        assertThat(child.isAlive()).isFalse();
        assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aChildThatEndsEarlyIsExplainedByItsLog() {
        ChildProcess child =
                ChildProcess.program(launch("early", List.of("sh", "-c", "echo no such thing; exit 7")), "TERM");

        assertThatThrownBy(() -> child.awaitReady(Duration.ofSeconds(20), () -> false))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("early ended while it started (exit code 7)")
                .hasMessageContaining("| no such thing");
    }

    @Test
    void aProgramThatIsNotThereIsOneSentence() {
        // With setsid in front it is setsid that finds nothing, a moment later.
        assertThatThrownBy(() -> ChildProcess.java(launch("absent", List.of(directory.resolve("nothing") + "")))
                        .awaitReady(Duration.ofSeconds(20), () -> false))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("absent ");
    }

    private ChildProcess.Launch launch(String name, List<String> command) {
        return new ChildProcess.Launch(name, command, Map.of(), directory, directory.resolve(name + ".log"));
    }

    private static Path testClasses() {
        return Path.of(ChildProcessIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    /** Starts one child of each kind and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            Files.createDirectories(directory);
            ChildProcess.program(
                    new ChildProcess.Launch(
                            "program", List.of("sleep", "600"), Map.of(), directory, directory.resolve("program.log")),
                    "TERM");
            ChildProcess.java(new ChildProcess.Launch(
                    "jvm",
                    JavaCommand.leashed(directory)
                            .main(List.of(testClasses(), PartsDirectory.ownCode()), Sleeper.class.getName()),
                    Map.of(),
                    directory,
                    directory.resolve("jvm.log")));
            Thread.currentThread().join();
        }
    }

    /** Never ends by itself. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread.currentThread().join();
        }
    }
}

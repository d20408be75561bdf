package io.waybill.system.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of somebody else while it runs. */
final class Program {
    private static final long PATIENCE_SECONDS = 180;

    private final List<String> command;
    private final Process process;
    private final Path said;

    private Program(List<String> command, Process process, Path said) {
        this.command = command;
        this.process = process;
        this.said = said;
    }

    /** The first of {@code names} on the path; where none is, the test is skipped and says what is {@code missing}. */
    static String need(String missing, String... names) {
        Optional<Path> found = Arrays.stream(names).flatMap(Program::onThePath).findFirst();
        Assumptions.assumeTrue(found.isPresent(), missing);
        return found.orElseThrow().toString();
    }

    /** Starts {@code command} in {@code directory}; {@code environment} is added to ours. */
    static Program start(Path directory, Map<String, String> environment, String... command) {
        try {
            Path said = Files.createTempFile(directory, "said-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            return new Program(List.of(command), builder.start(), said);
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    /** Waits for its end; answers the exit code. */
    int end() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                kill();
                throw new AssertionError(command + " did not end: " + said());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits for its end, which must be a success; answers what it said. */
    String succeed() {
        assertThat(end()).as(() -> command + ": " + said()).isZero();
        return said();
    }

    /** Waits for its end, which must be a failure; answers what it said. */
    String fail() {
        assertThat(end()).as(() -> command + ": " + said()).isNotZero();
        return said();
    }

    /** Ends it and what it started, without a word. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends what it runs now, as Ctrl-C would, but not itself. */
    void breakOff() {
        process.descendants().forEach(ProcessHandle::destroy);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it has said so far. */
    String said() {
        try {
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Path> onThePath(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory).resolve(name))
                .filter(Files::isExecutable);
    }
}

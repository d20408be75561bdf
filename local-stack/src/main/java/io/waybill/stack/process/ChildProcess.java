package io.waybill.stack.process;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A process that writes to its log, ends when this JVM ends, and keeps out of the terminal's process group so that
 * Ctrl-C reaches it only through us.
 *
 * <p>A child JVM carries {@link LeashAgent}; any other program runs under a shell that waits for the end of its
 * standard input and then ends the program.
 */
public final class ChildProcess {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LEFT_OVER_PATIENCE = Duration.ofSeconds(12);
    private static final String LEASH = """
            exec 3<&0
            signal=$1; pidfile=$2; shift 2
            "$@" </dev/null 3<&- &
            child=$!
            echo "$child" >"$pidfile"
            (while read -r line <&3; do :; done; kill -"$signal" "$child" 2>/dev/null) &
            watcher=$!
            wait "$child"; code=$?
            kill "$watcher" 2>/dev/null
            exit "$code"
            """;

    private final String name;
    private final Path log;
    private final PidFile pidFile;
    private final Process process;
    private final ProcessHandle program;

    private ChildProcess(String name, Path log, PidFile pidFile, Process process, ProcessHandle program) {
        this.name = name;
        this.log = log;
        this.pidFile = pidFile;
        this.process = process;
        this.program = program;
    }

    /**
     * What to run.
     *
     * @param name for sentences and file names
     * @param command program and arguments
     * @param environment added to ours
     * @param directory the working directory, existing; {@code <name>.pid} is kept there
     * @param log where its output is appended
     */
    public record Launch(
            String name, List<String> command, Map<String, String> environment, Path directory, Path log) {}

    /** Starts a JVM made by {@link JavaCommand}; a left-over of the same directory is ended first. */
    public static ChildProcess java(Launch launch) {
        PidFile pidFile = endLeftOver(launch);
        Process process = spawn(launch, launch.command());
        pidFile.write(process.toHandle());
        return new ChildProcess(launch.name(), launch.log(), pidFile, process, process.toHandle());
    }

    /**
     * Starts any other program; a left-over of the same directory is ended first.
     *
     * @param signal what asks it to end, such as {@code INT}
     */
    public static ChildProcess program(Launch launch, String signal) {
        PidFile pidFile = endLeftOver(launch);
        Path spawned = launch.directory().resolve(launch.name() + ".spawned");
        List<String> command = new ArrayList<>(List.of("sh", "-c", LEASH, "leash", signal, spawned.toString()));
        command.addAll(launch.command());
        try {
            Files.deleteIfExists(spawned);
            Process process = spawn(launch, command);
            ProcessHandle program = spawnedBy(process, spawned, launch);
            pidFile.write(program);
            return new ChildProcess(launch.name(), launch.log(), pidFile, process, program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return program.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code when it has ended, for whatever reason. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks it to end, and kills it when that takes longer than {@code patience}; repeating does nothing. */
    public void stop(Duration patience) {
        if (program.pid() == process.pid()) {
            process.destroy();
        } else {
            closeInput();
        }
        if (!ended(patience)) {
            kill();
        }
        pidFile.delete();
    }

    /** Ends it as a power cut would ({@code SIGKILL}), and returns when it is gone. */
    public void kill() {
        program.destroyForcibly();
        if (!ended(Duration.ofSeconds(10))) {
            process.destroyForcibly();
        }
    }

    /** Holds it where it is ({@code SIGSTOP}). */
    public void pause() {
        Signal.STOP.send(pid());
    }

    /** Lets it go on ({@code SIGCONT}). */
    public void resume() {
        Signal.CONT.send(pid());
    }

    /**
     * Waits until it is ready.
     *
     * @throws StackException when it ends or is not ready in time: the sentence names its log and quotes its end
     */
    public void awaitReady(Duration patience, BooleanSupplier ready) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (!isAlive()) {
                throw new StackException(name + " ended while it started (exit code " + process.exitValue() + "); see "
                        + log + LogFile.at(log).endQuoted());
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new StackException(name + " was not ready after " + patience.toSeconds() + " seconds; see " + log
                        + LogFile.at(log).endQuoted());
            }
            try {
                nap();
            } catch (StackException interrupted) {
                kill();
                throw interrupted;
            }
        }
    }

    private boolean ended(Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }

    private static Process spawn(Launch launch, List<String> command) {
        List<String> whole = new ArrayList<>(OwnSession.prefix());
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().putAll(launch.environment());
        try {
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new StackException(launch.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static ProcessHandle spawnedBy(Process shell, Path spawned, Launch launch) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < deadline) {
            if (Files.exists(spawned)) {
                String pid = Files.readString(spawned).trim();
                if (!pid.isEmpty()) {
                    return ProcessHandle.of(Long.parseLong(pid)).orElse(shell.toHandle());
                }
            }
            if (!shell.isAlive()) {
                break;
            }
            nap();
        }
        shell.destroyForcibly();
        throw new StackException(launch.name() + " cannot be started; see " + launch.log());
    }

    private static PidFile endLeftOver(Launch launch) {
        PidFile pidFile = new PidFile(launch.directory().resolve(launch.name() + ".pid"));
        pidFile.alive().ifPresent(process -> {
            // Its leash is ending it already unless it is of a kind without one: PostgreSQL takes INT as "fast, clean".
            Signal.INT.send(process.pid());
            try {
                process.onExit().get(LEFT_OVER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return pidFile;
    }

    private static void nap() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while a process started.", e);
        }
    }
}

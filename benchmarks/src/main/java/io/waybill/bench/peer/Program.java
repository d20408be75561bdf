package io.waybill.bench.peer;

import io.waybill.bench.measure.Watched;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A peer's server: a program of others that listens on a port of its own, and ends with this JVM. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path home;
    private final int port;
    private final ChildProcess.Launch launch;
    private ChildProcess process;

    Program(String name, Path home, int port, Map<String, String> environment, List<String> command) {
        this.home = home;
        this.port = port;
        this.launch = new ChildProcess.Launch(name, command, environment, home, home.resolve(name + ".log"));
    }

    /** The first executable file of that name on the path, or where Go puts what it builds. */
    static Optional<Path> find(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                                .map(Path::of),
                        Stream.of(
                                Path.of(System.getProperty("user.home"), "go", "bin"),
                                Path.of("/usr/sbin"),
                                Path.of("/usr/local/go/bin")))
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a program says, standard error included; empty when it fails. */
    static String says(Path directory, String... command) {
        try {
            Process asked = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return asked.waitFor() == 0 ? said.trim() : "";
        } catch (IOException cannotStart) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Starts it and returns when it listens. */
    Program start() {
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = ChildProcess.program(launch, "TERM");
        process.awaitReady(PATIENCE, () -> Ports.answers(port));
        return this;
    }

    void kill() {
        process.kill();
    }

    int port() {
        return port;
    }

    Watched watched() {
        return new Watched(launch.name(), () -> process.pid());
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
    }
}

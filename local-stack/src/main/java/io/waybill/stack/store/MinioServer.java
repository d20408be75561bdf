package io.waybill.stack.store;

import io.waybill.stack.StackException;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.HttpCheck;
import io.waybill.stack.process.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real MinIO over a directory, where its program is on the machine: named by {@code WAYBILL_MINIO}, on the
 * {@code PATH}, in {@code ~/go/bin} or in {@code .waybill-tools/bin} of the working directory or one above it. The
 * bucket {@code waybill} exists.
 */
public final class MinioServer implements S3Store {
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final RunningPart running;
    private final Path program;

    private MinioServer(Path home, Path log, int port) {
        this.running = new RunningPart("minio", home, log, port, STOP_PATIENCE, this::launch);
        this.program = find().orElseThrow(() -> new StackException("No MinIO is on this machine: build one with"
                + " `go install github.com/minio/minio@RELEASE.2025-10-15T17-29-55Z`, or name one in WAYBILL_MINIO,"
                + " or give an S3 store in WAYBILL_S3_ENDPOINT."));
    }

    /** Whether {@link #start} has a program to start. */
    public static boolean isPresent() {
        return find().isPresent();
    }

    /** Starts one on a free port. */
    public static MinioServer start(Path home) {
        return start(home, home.resolve("minio.log"), 0);
    }

    /** Starts one that logs to {@code log}; port 0 is any free one. */
    public static MinioServer start(Path home, Path log, int port) {
        MinioServer server = new MinioServer(home, log, port);
        server.start();
        return server;
    }

    @Override
    public RunningPart running() {
        return running;
    }

    private ChildProcess launch() {
        Path data = running.home().resolve("data");
        try {
            // On one drive a top-level directory is a bucket.
            Files.createDirectories(data.resolve(bucket()));
        } catch (IOException e) {
            throw new StackException("The store's directory cannot be made: " + e.getMessage(), e);
        }
        List<String> command = List.of(
                program.toString(),
                "server",
                data.toString(),
                "--address",
                "127.0.0.1:" + port(),
                "--console-address",
                "127.0.0.1:" + Ports.free(),
                "--quiet");
        Map<String, String> environment = Map.of(
                "MINIO_ROOT_USER", accessKey(),
                "MINIO_ROOT_PASSWORD", secretKey(),
                "MINIO_BROWSER", "off",
                "MINIO_UPDATE", "off",
                "MINIO_API_STALE_UPLOADS_EXPIRY", "720h",
                "GOMEMLIMIT", "512MiB");
        ChildProcess server = ChildProcess.program(
                new ChildProcess.Launch(name(), command, environment, running.home(), log()), "TERM");
        server.awaitReady(START_PATIENCE, () -> HttpCheck.isOk(endpoint() + "/minio/health/ready"));
        return server;
    }

    private static Optional<Path> find() {
        List<Path> candidates = new ArrayList<>();
        String named = System.getenv("WAYBILL_MINIO");
        if (named != null && !named.isBlank()) {
            candidates.add(Path.of(named));
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            candidates.add(Path.of(directory, "minio"));
        }
        candidates.add(Path.of(System.getProperty("user.home"), "go", "bin", "minio"));
        Path above = Path.of("").toAbsolutePath();
        for (int n = 0; n < 3 && above != null; n++) {
            candidates.add(above.resolve(".waybill-tools/bin/minio"));
            above = above.getParent();
        }
        return candidates.stream()
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }
}

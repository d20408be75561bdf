package io.waybill.stack.store;

import io.waybill.stack.part.PartsDirectory;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.JavaCommand;
import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * S3Proxy over a directory: a stand-in for tests where no MinIO is at hand. It may lose bytes in a power cut, so it is
 * never the store of a running Waybill. The bucket {@code waybill} exists.
 */
public final class S3ProxyServer implements S3Store {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final RunningPart running;

    private S3ProxyServer(Path home, Path log) {
        this.running = new RunningPart("s3proxy", home, log, 0, STOP_PATIENCE, this::launch);
    }

    /** Starts one on a free port. */
    public static S3ProxyServer start(Path home) {
        S3ProxyServer server = new S3ProxyServer(home, home.resolve("s3proxy.log"));
        server.start();
        return server;
    }

    @Override
    public RunningPart running() {
        return running;
    }

    private ChildProcess launch() {
        Path settings = running.home().resolve("s3proxy.properties");
        try {
            Path directory =
                    Files.createDirectories(running.home().resolve("data").resolve(bucket()));
            // A directory that others may read is a bucket that anybody may read.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            try (Writer writer = Files.newBufferedWriter(settings)) {
                settings().store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = JavaCommand.leashed(running.home())
                .options("-Xmx192m", "-XX:TieredStopAtLevel=1", "-DLOG_LEVEL=info")
                .jar(PartsDirectory.file("s3proxy", "s3proxy-", ".jar"), "--properties", settings.toString());
        ChildProcess server =
                ChildProcess.java(new ChildProcess.Launch(name(), command, Map.of(), running.home(), log()));
        server.awaitReady(START_PATIENCE, () -> Ports.answers(port()));
        return server;
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("s3proxy.endpoint", endpoint());
        settings.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        settings.setProperty("s3proxy.identity", accessKey());
        settings.setProperty("s3proxy.credential", secretKey());
        settings.setProperty("s3proxy.ignore-unknown-headers", "true");
        settings.setProperty("s3proxy.v4-max-non-chunked-request-size", "67108864");
        settings.setProperty("jclouds.provider", "filesystem-nio2");
        settings.setProperty(
                "jclouds.filesystem.basedir", running.home().resolve("data").toString());
        return settings;
    }
}

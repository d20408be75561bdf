package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import io.waybill.stack.StackOptions;
import io.waybill.stack.process.JavaCommand;
import io.waybill.stack.process.OwnSession;
import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An {@code up} in a process of its own that stays when this one goes; what it says while it starts is said here too. */
final class DetachedUp {
    private static final long LOOK_MILLIS = 100;

    private final Process process;
    private final Path log;
    private final PrintWriter out;
    private long shown;

    private DetachedUp(Process process, Path log, PrintWriter out) {
        this.process = process;
        this.log = log;
        this.out = out;
    }

    /**
     * Returns when everything serves.
     *
     * @throws StackException when it does not come up; nothing is left running then
     */
    static StackFile start(StackOptions options, PrintWriter out) {
        UpCommand.check(options);
        Path log = options.home().resolve("logs").resolve("up.log");
        List<String> command = new ArrayList<>(OwnSession.prefix());
        command.addAll(List.of(
                JavaCommand.executable().toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dwaybill.root=" + System.getProperty("waybill.root", ""),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                "up",
                "--home=" + options.home(),
                "--port=" + options.gatewayPort(),
                "--store=" + options.store().word()));
        try {
            Files.createDirectories(log.getParent());
            Files.deleteIfExists(log);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(log.toFile())
                    .start();
            return new DetachedUp(process, log, out).await(options.home());
        } catch (IOException e) {
            throw new StackException("Waybill cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Waybill started.", e);
        }
    }

    /** The options of an {@code up} that nobody gave any: the default port, or a free one when that is taken. */
    static StackOptions withDefaultPort(StackOptions options) {
        int port = Ports.isFree(UpCommand.DEFAULT_PORT) ? UpCommand.DEFAULT_PORT : Ports.free();
        return options.withGatewayPort(port);
    }

    private StackFile await(Path home) throws IOException, InterruptedException {
        Thread stop = new Thread(process::destroy, "waybill-detached-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        while (StackFile.read(home).isEmpty()) {
            show();
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().removeShutdownHook(stop);
                show();
                throw new StackException("Waybill did not come up; the reason is above and in " + log + ".");
            }
        }
        Runtime.getRuntime().removeShutdownHook(stop);
        process.waitFor(LOOK_MILLIS * 2, TimeUnit.MILLISECONDS);
        show();
        return StackFile.read(home).orElseThrow();
    }

    private void show() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] fresh = new byte[(int) (file.length() - shown)];
            file.seek(shown);
            file.readFully(fresh);
            shown += fresh.length;
            out.print(new String(fresh, StandardCharsets.UTF_8));
            out.flush();
        }
    }
}

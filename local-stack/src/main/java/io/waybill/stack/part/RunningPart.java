package io.waybill.stack.part;

import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The life of one child process over one home, the same for every {@link Part}. */
public final class RunningPart {
    private final String name;
    private final Path home;
    private final Path log;
    private final int port;
    private final Duration patience;
    private final Starter starter;
    private ChildProcess child;

    /**
     * Makes the directories of a part; nothing runs yet.
     *
     * @param name of the part
     * @param home its directory; made when absent
     * @param log where its output goes
     * @param port where it listens; 0 is any free one
     * @param patience how long an orderly stop may take
     * @param starter makes its process
     */
    public RunningPart(String name, Path home, Path log, int port, Duration patience, Starter starter) {
        this.name = name;
        this.home = home.toAbsolutePath().normalize();
        this.log = log.toAbsolutePath().normalize();
        this.port = port == 0 ? Ports.free() : port;
        this.patience = patience;
        this.starter = starter;
        try {
            Files.createDirectories(this.home);
            Files.createDirectories(this.log.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the process of a part and returns when it serves. */
    @FunctionalInterface
    public interface Starter {
        ChildProcess start();
    }

    public Path home() {
        return home;
    }

    synchronized void start() {
        if (!isAlive()) {
            child = starter.start();
        }
    }

    synchronized void stop() {
        if (child != null) {
            child.stop(patience);
        }
    }

    synchronized void kill() {
        if (child != null) {
            child.kill();
        }
    }

    synchronized boolean isAlive() {
        return child != null && child.isAlive();
    }

    synchronized long pid() {
        return isAlive() ? child.pid() : -1;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    Path log() {
        return log;
    }
}

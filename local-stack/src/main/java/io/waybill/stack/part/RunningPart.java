package io.waybill.stack.part;

import io.waybill.stack.process.ChildProcess;
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
    private final Duration patience;
    private ChildProcess child;

    /**
     * @param name of the part
     * @param home its directory; made when absent
     * @param log where its output goes
     * @param patience how long an orderly stop may take
     */
    public RunningPart(String name, Path home, Path log, Duration patience) {
        this.name = name;
        this.home = home.toAbsolutePath().normalize();
        this.log = log.toAbsolutePath().normalize();
        this.patience = patience;
        try {
            Files.createDirectories(this.home);
            Files.createDirectories(this.log.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the process of a part and waits until it serves. */
    @FunctionalInterface
    public interface Starter {
        ChildProcess start();
    }

    public synchronized void start(Starter starter) {
        if (!isAlive()) {
            child = starter.start();
        }
    }

    public synchronized void stop() {
        if (child != null) {
            child.stop(patience);
        }
    }

    public synchronized void kill() {
        if (child != null) {
            child.kill();
        }
    }

    public synchronized boolean isAlive() {
        return child != null && child.isAlive();
    }

    public synchronized long pid() {
        return isAlive() ? child.pid() : -1;
    }

    public String name() {
        return name;
    }

    public Path home() {
        return home;
    }

    public Path log() {
        return log;
    }
}

package io.waybill.stack.part;

import java.nio.file.Path;

/** One server of the infrastructure: a child process over a home directory that outlives it. */
public interface Part extends AutoCloseable {
    /** Its process over its home. */
    RunningPart running();

    /** Its name, such as {@code kafka}. */
    default String name() {
        return running().name();
    }

    /**
     * Starts it on its home and port and returns when it serves; does nothing when it is up.
     *
     * @throws io.waybill.stack.StackException when it does not come up
     */
    default void start() {
        running().start();
    }

    /** Stops it in order; what it acknowledged is kept. Repeating does nothing. */
    default void stop() {
        running().stop();
    }

    /** Ends it as a power cut of its process would; {@link #start()} brings it back with what it acknowledged. */
    default void kill() {
        running().kill();
    }

    default boolean isAlive() {
        return running().isAlive();
    }

    /** The process id, or -1 when it is down. */
    default long pid() {
        return running().pid();
    }

    default int port() {
        return running().port();
    }

    /** Where its output goes. */
    default Path log() {
        return running().log();
    }

    @Override
    default void close() {
        stop();
    }
}

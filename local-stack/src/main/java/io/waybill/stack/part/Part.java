package io.waybill.stack.part;

import java.nio.file.Path;

/** One server of the infrastructure: a child process over a home directory that outlives it. */
public interface Part extends AutoCloseable {
    /** Its name, such as {@code kafka}. */
    String name();

    /**
     * Starts it on its home and port and returns when it serves; does nothing when it is up.
     *
     * @throws io.waybill.stack.StackException when it does not come up
     */
    void start();

    /** Stops it in order; what it acknowledged is kept. Repeating does nothing. */
    void stop();

    /** Ends it as a power cut of its process would; {@link #start()} brings it back with what it acknowledged. */
    void kill();

    boolean isAlive();

    /** The process id, or -1 when it is down. */
    long pid();

    int port();

    /** Where its output goes. */
    Path log();

    @Override
    default void close() {
        stop();
    }
}

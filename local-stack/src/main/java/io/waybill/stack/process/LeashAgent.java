package io.waybill.stack.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;

/**
 * A Java agent that ends its JVM when standard input ends, so that no child JVM outlives its parent, however the parent
 * died. It shuts down in order, and halts when that takes longer than ten seconds.
 */
public final class LeashAgent {
    private static final long PATIENCE_MILLIS = 10_000;

    private LeashAgent() {}

    /** Called by the JVM before {@code main}. */
    @SuppressWarnings("SystemExitOutsideMain") // to exit is what this agent is for
    public static void premain(String arguments, Instrumentation instrumentation) {
        thread("waybill-leash", () -> {
            waitForEndOfInput();
            thread("waybill-leash-halt", LeashAgent::haltLater);
            System.exit(143);
        });
    }

    private static void waitForEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            return;
        }
    }

    private static void haltLater() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(137);
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}

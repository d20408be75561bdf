package io.waybill.stack.process;

import java.io.IOException;

/** The signals Java has no method for. */
public enum Signal {
    INT,
    STOP,
    CONT;

    /** Sends it; nothing happens when there is no such process. */
    public void send(long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("kill cannot be run on this machine", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

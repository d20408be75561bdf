package io.waybill.stack.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far an upload is: a bar that redraws itself on a terminal, a plain line every tenth elsewhere. */
final class ProgressLine {
    private static final int WIDTH = 32;
    private static final double MIB = 1 << 20;

    private final PrintWriter out;
    private final boolean terminal;
    private long lastTenth = -1;

    ProgressLine(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows a newer state; safe from any thread. */
    synchronized void show(String state, long offset, long length, long bytesPerSecond) {
        String text = render(state, offset, length, bytesPerSecond);
        if (terminal) {
            out.print("\r\u001b[K" + text);
        } else {
            long tenth = length == 0 ? 10 : offset * 10 / length;
            if (tenth == lastTenth) {
                return;
            }
            lastTenth = tenth;
            out.println(text);
        }
        out.flush();
    }

    /** Leaves the line. */
    synchronized void end() {
        if (terminal) {
            out.println();
            out.flush();
        }
    }

    static String render(String state, long offset, long length, long bytesPerSecond) {
        double done = length == 0 ? 1 : Math.min(1, (double) offset / length);
        int filled = (int) (done * WIDTH);
        return String.format(
                Locale.ROOT,
                "  %s%s %3d %%  %.1f of %.1f MiB  %.0f MiB/s  %s",
                "█".repeat(filled),
                "░".repeat(WIDTH - filled),
                (int) (done * 100),
                offset / MIB,
                length / MIB,
                bytesPerSecond / MIB,
                state.toLowerCase(Locale.ROOT));
    }
}

package io.waybill.kit.fault;

import java.nio.file.Path;

/**
 * A named place after a durable step, where the crash tests end this process as a power cut would.
 *
 * <p>Off, and free, unless the environment names a directory in {@code WAYBILL_FAILPOINT}. A file {@code <name>} in it arms
 * the failpoint of that name: the n-th time it is reached (n is the file's text, 1 when empty) the file is removed and the
 * process halts with 137. {@link FailpointCheck} lets no service start so but in a local stack.
 */
public final class Failpoint {
    /** The environment variable that turns failpoints on. */
    public static final String SETTING = "WAYBILL_FAILPOINT";

    private static final ArmedFailpoints ARMED = armed();

    private Failpoint() {}

    /** Says that the step {@code name} is durable; does not return when a test asked for a crash here. */
    public static void reached(String name) {
        if (ARMED != null) {
            ARMED.reached(name);
        }
    }

    /** Whether this process can be ended by a failpoint. */
    static boolean isOn() {
        return ARMED != null;
    }

    private static ArmedFailpoints armed() {
        String directory = System.getenv(SETTING);
        return directory == null || directory.isBlank()
                ? null
                : new ArmedFailpoints(
                        Path.of(directory), () -> Runtime.getRuntime().halt(137));
    }
}

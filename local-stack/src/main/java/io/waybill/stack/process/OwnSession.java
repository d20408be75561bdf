package io.waybill.stack.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts a child into a session of its own where the system has {@code setsid}, away from the terminal's Ctrl-C. */
public final class OwnSession {
    private static final List<String> PREFIX = find();

    private OwnSession() {}

    /** What to put before a command; empty where there is no {@code setsid}. */
    public static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> find() {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path setsid = Path.of(directory, "setsid");
            if (Files.isExecutable(setsid)) {
                return List.of(setsid.toString());
            }
        }
        return List.of();
    }
}

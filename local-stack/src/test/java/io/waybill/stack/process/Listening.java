package io.waybill.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process lets in, as Linux's {@code /proc} tells it. */
public final class Listening {
    private static final String LISTEN = "0A";
    private static final List<String> THIS_MACHINE =
            List.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

    private Listening() {}

    /** The addresses, in the kernel's hexadecimal, on which others than this machine may reach it by TCP. */
    public static List<String> beyondThisMachine(long pid) throws IOException {
        Set<String> own = sockets(pid);
        return Stream.concat(lines(pid, "tcp"), lines(pid, "tcp6"))
                .map(line -> line.trim().split("\\s+", -1))
                .filter(socket -> socket[3].equals(LISTEN) && own.contains("socket:[" + socket[9] + "]"))
                .map(socket -> socket[1])
                .filter(address -> !THIS_MACHINE.contains(address.split(":", -1)[0]))
                .toList();
    }

    private static Stream<String> lines(long pid, String table) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table)).stream()
                .skip(1);
    }

    private static Set<String> sockets(long pid) throws IOException {
        Path[] files;
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            files = open.toArray(Path[]::new);
        }
        return Arrays.stream(files).map(Listening::target).collect(Collectors.toSet());
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedSince) {
            return "";
        }
    }
}

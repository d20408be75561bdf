package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logs}: the ends of the logs, and with {@code -f} what is added to them. */
@Command(name = "logs", description = "Shows the logs.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    private static final int END_BYTES = 16_384;
    private static final long LOOK_MILLIS = 200;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "One service or part; all when absent.")
    private String service;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is added.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<Path, Long> shown = new LinkedHashMap<>();
        for (Path log : chosen()) {
            shown.put(log, Math.max(0, Files.size(log) - END_BYTES));
        }
        do {
            for (Map.Entry<Path, Long> log : shown.entrySet()) {
                log.setValue(show(log.getKey(), log.getValue(), shown.size() > 1));
            }
            if (follow) {
                Thread.sleep(LOOK_MILLIS);
            }
            // Whoever read it may have gone, as in `logs -f | head`.
        } while (follow && !spec.commandLine().getOut().checkError());
        return 0;
    }

    private List<Path> chosen() throws IOException {
        Path directory = home.path().resolve("logs");
        if (!Files.isDirectory(directory)) {
            throw new StackException("There are no logs in " + directory + " yet.");
        }
        List<Path> logs;
        try (Stream<Path> files = Files.list(directory)) {
            logs = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        if (service == null) {
            return logs;
        }
        List<String> names = logs.stream().map(LogsCommand::name).toList();
        return List.of(logs.stream()
                .filter(log -> name(log).equals(service) || name(log).equals(service + "-service"))
                .findFirst()
                .orElseThrow(() -> new StackException(
                        "There is no log of " + service + "; there are " + String.join(", ", names) + ".")));
    }

    /** Prints whole lines from {@code from} on; returns where to go on. A file that became shorter was rotated. */
    private long show(Path log, long from, boolean named) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = file.length() < from ? 0 : from;
            byte[] bytes = new byte[(int) Math.min(1 << 20, file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            int whole = bytes.length;
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            String prefix = named ? "%-21s | ".formatted(name(log)) : "";
            new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().forEach(line -> out.println(prefix + line));
            out.flush();
            return start + whole;
        }
    }

    private static String name(Path log) {
        String file = log.getFileName().toString();
        return file.substring(0, file.length() - ".log".length());
    }
}

package io.waybill.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waybill.bench.peer.Field;
import io.waybill.bench.report.Chart;
import io.waybill.bench.report.Result;
import io.waybill.bench.report.Tables;
import io.waybill.bench.scenario.Scenario;
import io.waybill.bench.scenario.Scenarios;
import io.waybill.bench.scenario.Sizes;
import io.waybill.stack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code ./waybill bench}. */
@Command(
        name = "waybill bench",
        description = "Measures Waybill beside its peers: interleaved, on this machine and one store.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "One round of smaller sizes, in less than three minutes; results go to target/bench-quick.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SCENARIO",
            description = "Measure only these: up, pieces, down, small, serial, batch, parallel, cut, kill, proxy,"
                    + " inflight, list, slow. What was measured before is kept, so they may be measured one at a time.")
    private List<String> only = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Measure only these peers, such as waybill-files,nginx-dav.")
    private List<String> peers = Field.NAMES;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured (default: 5; quick: 1).")
    private int rounds;

    @Option(names = "--results", paramLabel = "DIR", description = "Where results are kept, and found.")
    private Path directory;

    @Option(names = "--report", description = "Measure nothing: the tables and the chart of what is there.")
    private boolean report;

    private Bench() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setOut(new PrintWriter(System.out, true, UTF_8))
                .setErr(new PrintWriter(System.err, true, UTF_8))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof StackException)) {
                        throw failure;
                    }
                    command.getErr().println(failure.getMessage());
                    return FAILED;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path root = Path.of(System.getProperty("waybill.root", ""));
        Path results =
                directory != null ? directory : root.resolve(quick ? "target/bench-quick" : "benchmarks/results");
        PrintWriter out = spec.commandLine().getOut();
        if (!report) {
            Sizes sizes = quick ? Sizes.QUICK : Sizes.FULL;
            new Measuring(root, results, out).run(chosen(), peers, rounds > 0 ? sizes.withRounds(rounds) : sizes);
        }
        print(results, out);
        return 0;
    }

    private List<Scenario> chosen() {
        for (String name : only) {
            if (Scenarios.ALL.stream().noneMatch(scenario -> scenario.id().equals(name))) {
                throw new ParameterException(spec.commandLine(), "There is no scenario " + name + ".");
            }
        }
        for (String name : peers) {
            if (!Field.NAMES.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "There is no peer " + name + "; there are " + Field.NAMES + ".");
            }
        }
        return Scenarios.ALL.stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.id()))
                .toList();
    }

    private static void print(Path directory, PrintWriter out) throws IOException {
        Map<String, Result> results = new LinkedHashMap<>();
        for (Scenario scenario : Scenarios.ALL) {
            Result.read(directory, scenario.id()).ifPresent(result -> results.put(scenario.id(), result));
        }
        if (results.isEmpty()) {
            throw new StackException("Nothing was measured yet: there are no results in " + directory + ".");
        }
        Tables tables = new Tables(results);
        Path chart = directory.resolve("chart.svg");
        Files.writeString(chart, Chart.of(results));
        out.println(tables.scenarios());
        out.println(tables.bounds());
        out.println("Raw rounds are in " + directory + ", drawn in " + chart);
        out.flush();
    }
}

package io.waybill.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** Results as Markdown tables, which terminals show well enough. */
public final class Tables {
    private final Map<String, Result> results;

    /** @param results by scenario, in the order of reports */
    public Tables(Map<String, Result> results) {
        this.results = results;
    }

    /** Every scenario: each peer's median, its ends, and what it cost. */
    public String scenarios() {
        StringBuilder text = new StringBuilder();
        for (Result result : results.values()) {
            text.append("\n**").append(result.title()).append("**\n\n");
            text.append(table(rows(result)));
            List<List<String>> lists = lists(result);
            if (lists.size() > 1) {
                text.append('\n').append(table(lists));
            }
        }
        return text.toString();
    }

    /** The bounds of the design, each met or not. */
    public String bounds() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("What", "Measured", "", "Bound", ""));
        for (Bound bound : Bound.ALL) {
            OptionalDouble number = bound.number().apply(results);
            String met =
                    number.isEmpty() ? "not measured" : bound.isMetBy(number.getAsDouble()) ? "met" : "**not met**";
            rows.add(List.of(
                    bound.what(),
                    bound.ours(),
                    number.isPresent() ? bound.text(number.getAsDouble()) : "–",
                    bound.limitText(),
                    met));
        }
        return table(rows);
    }

    /** Every question of a list: the medians of its rounds. */
    private static List<List<String>> lists(Result result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Question", "p50 ms", "p99 ms", "slowest ms"));
        result.peers().forEach((id, peer) -> peer.rounds().stream()
                .filter(round -> round.lists() != null)
                .flatMap(round -> round.lists().keySet().stream())
                .distinct()
                .forEach(question -> rows.add(List.of(
                        question,
                        decimal(result.median(
                                id, round -> round.lists().get(question).p50Millis())),
                        decimal(result.median(
                                id, round -> round.lists().get(question).p99Millis())),
                        decimal(result.median(
                                id, round -> round.lists().get(question).maxMillis()))))));
        return rows;
    }

    private static List<List<String>> rows(Result result) {
        boolean resumes = result.peers().values().stream()
                .flatMap(peer -> peer.rounds().stream())
                .anyMatch(round -> round.resentBytes() != null);
        boolean moves = result.peers().values().stream()
                .flatMap(peer -> peer.rounds().stream())
                .anyMatch(round -> round.bytes() > 0);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "Peer",
                result.unit().word(),
                "lowest–highest",
                resumes ? "MiB sent again" : moves ? "CPU s/GiB" : "",
                resumes || !moves ? "" : "of these",
                "MiB resident"));
        result.peers().forEach((id, peer) -> result.of(id).ifPresent(number -> {
            Unit unit = result.unit();
            rows.add(List.of(
                    id,
                    unit.text(number.value()),
                    unit.text(number.lowest()) + "–" + unit.text(number.highest()),
                    resumes
                            ? decimal(result.median(id, round -> round.resentBytes() / (double) (1 << 20)))
                            : moves ? decimal(result.median(id, Round::cpuPerGib)) : "",
                    resumes || !moves ? "" : processes(result, id, peer),
                    memory(result, id, peer)));
        }));
        return rows;
    }

    private static String processes(Result result, String id, Result.Peer peer) {
        StringJoiner all = new StringJoiner(", ");
        for (String process : peer.rounds().get(0).processes().keySet()) {
            double seconds = result.median(id, round -> round.cpuPerGib(process))
                    .map(Median::value)
                    .orElse(0.0);
            if (seconds >= 0.05) {
                all.add(process + " " + String.format(Locale.ROOT, "%.2f", seconds));
            }
        }
        return all.toString();
    }

    private static String memory(Result result, String id, Result.Peer peer) {
        StringJoiner all = new StringJoiner(", ");
        for (String process : peer.rounds().get(0).processes().keySet()) {
            if (!process.equals("client")) {
                long mib = Math.round(result.median(
                                        id,
                                        round -> round.processes().containsKey(process)
                                                ? round.processes().get(process).memoryBytes()
                                                : 0)
                                .map(Median::value)
                                .orElse(0.0)
                        / (1 << 20));
                all.add(process + " " + mib);
            }
        }
        return all.toString();
    }

    private static String decimal(Optional<Median> number) {
        return number.map(median -> String.format(Locale.ROOT, "%.2f", median.value()))
                .orElse("");
    }

    private static String table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int n = 0; n < widths.length; n++) {
                widths[n] = Math.max(widths[n], row.get(n).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
            StringJoiner rule = new StringJoiner("|", "|", "|\n");
            for (int n = 0; n < widths.length; n++) {
                String cell = rows.get(r).get(n);
                line.add(cell + " ".repeat(widths[n] - cell.length()));
                rule.add("-".repeat(widths[n] + 2));
            }
            text.append(line);
            if (r == 0) {
                text.append(rule);
            }
        }
        return text.toString();
    }
}

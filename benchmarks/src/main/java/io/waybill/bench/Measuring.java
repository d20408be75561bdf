package io.waybill.bench;

import io.waybill.bench.http.UnexpectedAnswer;
import io.waybill.bench.measure.Machine;
import io.waybill.bench.measure.Meter;
import io.waybill.bench.measure.PageCache;
import io.waybill.bench.measure.Watched;
import io.waybill.bench.peer.Ability;
import io.waybill.bench.peer.Field;
import io.waybill.bench.peer.Peer;
import io.waybill.bench.report.Result;
import io.waybill.bench.report.Round;
import io.waybill.bench.scenario.Scenario;
import io.waybill.bench.scenario.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One run of the benchmark: all peers stay up, and take their turns round by round. */
final class Measuring {
    private final Path root;
    private final Path results;
    private final PrintWriter out;
    private final long began = System.nanoTime();

    /** @param results where what is measured is written, scenario by scenario */
    Measuring(Path root, Path results, PrintWriter out) {
        this.root = root;
        this.results = results;
        this.out = out;
    }

    void run(List<Scenario> scenarios, List<String> wanted, Sizes sizes) throws Exception {
        Path home = freshHome();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(home)));
        String commit = commit();
        TreeSet<String> useful = new TreeSet<>(wanted);
        if (scenarios.stream().noneMatch(scenario -> scenario.id().equals("proxy"))) {
            useful.removeAll(List.of("nginx-proxy", "transfer-alone"));
        } else if (scenarios.size() == 1) {
            useful.retainAll(List.of("waybill-files", "nginx-proxy", "transfer-alone"));
        }
        if (scenarios.stream().allMatch(scenario -> scenario.needs() == Ability.LISTS)) {
            useful.retainAll(List.of("waybill-files"));
        }
        say("starting the peers");
        try (Field field = new Field(root, home, commit, useful::contains, this::say).start()) {
            Machine machine = Machine.here(home);
            for (Scenario scenario : scenarios) {
                Map<String, Result.Peer> rounds = measure(scenario, field.peers(), sizes, home);
                String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
                new Result(scenario.id(), scenario.title(sizes), scenario.unit(), now, commit, machine, rounds)
                        .write(results);
            }
        }
    }

    /** A directory of this process; what processes that were killed left behind is removed. */
    private Path freshHome() throws IOException {
        Path homes = Files.createDirectories(root.resolve("target").resolve("bench"));
        try (Stream<Path> all = Files.list(homes)) {
            all.filter(home -> ProcessHandle.of(
                                    Long.parseLong(home.getFileName().toString()))
                            .isEmpty())
                    .forEach(Measuring::deleteTree);
        }
        return Files.createDirectories(
                homes.resolve(Long.toString(ProcessHandle.current().pid())));
    }

    private Map<String, Result.Peer> measure(Scenario scenario, List<Peer> field, Sizes sizes, Path home)
            throws Exception {
        say(scenario.title(sizes));
        Map<String, Result.Peer> taken = new LinkedHashMap<>();
        List<Peer> able = new ArrayList<>();
        for (Peer peer : field) {
            if (peer.abilities().contains(scenario.needs()) && warmedUp(scenario, peer, sizes)) {
                able.add(peer);
                taken.put(peer.id(), new Result.Peer(peer.version(), new ArrayList<>()));
            }
        }
        PageCache cache = new PageCache(home);
        for (int n = 1; n <= sizes.rounds(); n++) {
            // Whoever comes first in one round comes last in the next.
            Collections.rotate(able, 1);
            for (Peer peer : able) {
                cache.prime(scenario.writesBytes(sizes));
                String turn = "  %d/%d %-15s ".formatted(n, sizes.rounds(), peer.id());
                try {
                    Round round = scenario.run(peer, meter(peer), sizes, name(scenario, n));
                    taken.get(peer.id()).rounds().add(round);
                    say(turn + scenario.unit().text(scenario.unit().of(round)) + " "
                            + scenario.unit().word());
                } catch (UnexpectedAnswer | IOException failed) {
                    // A round that broke is no number; the others are.
                    say(turn + "FAILED: " + failed.getMessage());
                }
            }
        }
        return taken;
    }

    /** One round that is not counted, so that all is loaded and most is compiled; a peer that cannot do it is left out. */
    private boolean warmedUp(Scenario scenario, Peer peer, Sizes sizes) throws Exception {
        try {
            scenario.run(peer, meter(peer), sizes, name(scenario, 0));
            return true;
        } catch (UnexpectedAnswer | IOException cannot) {
            say("  skipped: " + peer.id() + ": " + cannot.getMessage());
            return false;
        }
    }

    private static Meter meter(Peer peer) {
        List<Watched> all = new ArrayList<>(peer.processes());
        all.add(Watched.client());
        return new Meter(all);
    }

    private static String name(Scenario scenario, int round) {
        return "bench/" + scenario.id() + "-" + round;
    }

    private String commit() throws IOException, InterruptedException {
        String commit = git("rev-parse", "--short", "HEAD");
        return commit.isEmpty()
                        || git("status", "--porcelain", "--untracked-files=no").isEmpty()
                ? commit
                : commit + "+";
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command).directory(root.toFile()).start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? said.trim() : "";
        } catch (IOException thereIsNoGit) {
            return "";
        }
    }

    private void say(String sentence) {
        out.printf("%5.0f s  %s%n", (System.nanoTime() - began) / 1e9, sentence);
        out.flush();
    }

    private static void deleteTree(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException leftBehind) {
            return;
        }
    }
}

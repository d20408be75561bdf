package io.waybill.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A promise of the design: a number that is drawn from results, and the end that it must keep to.
 *
 * @param what is promised
 * @param ours what the number is
 * @param atLeast whether the number must not be lower than the limit, else not higher
 * @param limit the bound
 * @param unit of both, {@code ×} for ratios
 * @param number from results by scenario; empty when something of it was not measured
 */
public record Bound(
        String what,
        String ours,
        boolean atLeast,
        double limit,
        String unit,
        Function<Map<String, Result>, OptionalDouble> number) {
    private static final double MIB = 1 << 20;

    /** Every bound that is measured here, in the order of the design. */
    public static final List<Bound> ALL = List.of(
            ratio("1 GiB up, S3", "up", "waybill-s3", "tusd-s3", 1.5),
            ratio("1 GiB up, S3", "up", "waybill-s3", "store", 0.6),
            ratio("1 GiB up, files, one request", "up", "waybill-files", "tus-node-files", 1.0),
            ratio("1 GiB up, files, 8 MiB requests", "pieces", "waybill-files", "tus-node-files", 1.0),
            new Bound(
                    "gateway's CPU per GiB",
                    "gateway / nginx",
                    false,
                    1.5,
                    "×",
                    results ->
                            quotient(cpu(results, "waybill-files", "gateway"), cpu(results, "nginx-proxy", "nginx"))),
            ratio("1 GiB down, S3", "down", "waybill-s3", "store", 0.8),
            atMost("transfer's memory, 500 uploads", "inflight", "waybill-files", 512, "MiB"),
            atMost("transfer's memory, 500 uploads", "inflight", "waybill-s3", 512, "MiB"),
            ratio("10 KiB uploads, S3", "small", "waybill-s3", "tusd-s3", 2),
            batch("waybill-s3"),
            batch("waybill-files"),
            atMost("first new byte after a cut", "cut", "waybill-s3", 2000, "ms"),
            atMost("first new byte after a kill", "kill", "waybill-s3", 2000, "ms"),
            resent("cut"),
            resent("kill"),
            atMost("page of a list, p99, a million files", "list", "waybill-files", 50, "ms"),
            new Bound(
                    "p99 beside 2 000 slow connections",
                    "waybill-files / by itself",
                    false,
                    2,
                    "×",
                    results -> of(Optional.ofNullable(results.get("slow"))
                            .flatMap(result -> result.median("waybill-files", Bound::slowedDown))
                            .map(Median::value))));

    private static Bound ratio(String what, String scenario, String ours, String theirs, double limit) {
        return new Bound(
                what,
                ours + " / " + theirs,
                true,
                limit,
                "×",
                results -> quotient(value(results, scenario, ours), value(results, scenario, theirs)));
    }

    private static Bound atMost(String what, String scenario, String peer, double limit, String unit) {
        return new Bound(what, peer, false, limit, unit, results -> value(results, scenario, peer));
    }

    private static Bound batch(String peer) {
        return new Bound(
                "packed batch",
                peer + " / one by one",
                true,
                10,
                "×",
                results -> quotient(value(results, "batch", peer), value(results, "serial", peer)));
    }

    private static Bound resent(String scenario) {
        return new Bound(
                "sent again after a " + scenario,
                "waybill-s3",
                false,
                8,
                "MiB",
                results -> of(Optional.ofNullable(results.get(scenario))
                        .flatMap(result -> result.median("waybill-s3", round -> round.resentBytes() / MIB))
                        .map(Median::highest)));
    }

    /** Whether a number keeps to it. */
    public boolean isMetBy(double value) {
        return atLeast ? value >= limit : value <= limit;
    }

    /** The limit as people read it. */
    public String limitText() {
        return (atLeast ? "≥ " : "≤ ") + text(limit);
    }

    /** A number as people read it. */
    public String text(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f %s" : "%.0f %s", value, unit);
    }

    private static double slowedDown(Round round) {
        return round.lists().get(PageTimes.BESIDE_SLOW).p99Millis()
                / round.lists().get(PageTimes.ALONE).p99Millis();
    }

    private static OptionalDouble value(Map<String, Result> results, String scenario, String peer) {
        return of(Optional.ofNullable(results.get(scenario))
                .flatMap(result -> result.of(peer))
                .map(Median::value));
    }

    private static OptionalDouble cpu(Map<String, Result> results, String peer, String process) {
        return of(Optional.ofNullable(results.get("proxy"))
                .flatMap(result -> result.median(peer, round -> round.cpuPerGib(process)))
                .map(Median::value));
    }

    private static OptionalDouble of(Optional<Double> number) {
        return number.isPresent() ? OptionalDouble.of(number.get()) : OptionalDouble.empty();
    }

    private static OptionalDouble quotient(OptionalDouble over, OptionalDouble under) {
        return over.isPresent() && under.isPresent() && under.getAsDouble() > 0
                ? OptionalDouble.of(over.getAsDouble() / under.getAsDouble())
                : OptionalDouble.empty();
    }
}

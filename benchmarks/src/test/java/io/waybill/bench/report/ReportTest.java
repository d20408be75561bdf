package io.waybill.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.bench.measure.Machine;
import io.waybill.bench.measure.Usage;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
    private static final long GIB = 1 << 30;
    private static final Machine MACHINE = new Machine("a <fast> one", 2, GIB, "Linux", "ext4", "17");

    @Test
    void aRatioIsMetOrNotAsItsMediansSay() {
        Map<String, Result> results = Map.of(
                "up",
                result(
                        "up",
                        Unit.MIB_PER_SECOND,
                        Map.of(
                                "waybill-s3", peer(up(3), up(2), up(100)),
                                "tusd-s3", peer(up(6), up(6), up(6)),
                                "store", peer(up(1), up(1), up(1)))));

        List<String> rows = boundRows(results);

        assertThat(rows).anyMatch(row -> row.contains("waybill-s3 / tusd-s3") && row.contains("2.00 ×") && met(row));
        assertThat(rows).anyMatch(row -> row.contains("waybill-s3 / store") && row.contains("0.33 ×") && !met(row));
        assertThat(rows).anyMatch(row -> row.contains("one by one") && row.contains("not measured"));
    }

    @Test
    void theGatewaysCpuIsComparedWithNginx() {
        Map<String, Result> results = Map.of(
                "proxy",
                result(
                        "proxy",
                        Unit.MIB_PER_SECOND,
                        Map.of(
                                "waybill-files", peer(using("gateway", 0.4)),
                                "nginx-proxy", peer(using("nginx", 0.2)))));

        assertThat(boundRows(results))
                .anyMatch(row -> row.contains("gateway / nginx") && row.contains("2.00 ×") && !met(row));
    }

    @Test
    void whatIsSentAgainCountsAtItsWorst() {
        Map<String, Result> results = Map.of(
                "cut",
                result(
                        "cut",
                        Unit.MILLISECONDS,
                        Map.of("waybill-s3", peer(up(0.1).resumed(0.1, 0), up(0.1).resumed(0.3, 9L << 20)))));

        List<String> rows = boundRows(results);

        assertThat(rows)
                .anyMatch(row -> row.contains("sent again after a cut") && row.contains("9.00 MiB") && !met(row));
        assertThat(rows)
                .anyMatch(row -> row.contains("first new byte after a cut") && row.contains("200 ms") && met(row));
    }

    @Test
    void aListIsAsSlowAsItsSlowestQuestion() {
        Round round = up(1).listed(Map.of("fast", PageTimes.of(millis(100, 1)), "slow", PageTimes.of(millis(100, 60))));
        Map<String, Result> results =
                Map.of("list", result("list", Unit.MILLISECONDS, Map.of("waybill-files", peer(round))));

        assertThat(PageTimes.of(millis(200, 2))).isEqualTo(new PageTimes(200, 200, 396, 400));
        assertThat(boundRows(results))
                .anyMatch(row -> row.contains("page of a list") && row.contains("5940 ms") && !met(row));
        assertThat(new Tables(results).scenarios()).contains("| slow ").contains("5940");
    }

    /** 1, 2, 3 … times {@code factor}, in no order. */
    private static double[] millis(int count, int factor) {
        return java.util.stream.IntStream.range(0, count)
                .mapToDouble(n -> (n * 37L % count + 1.0) * factor)
                .toArray();
    }

    @Test
    void everyColumnOfATableLinesUp() {
        Result result = result("up", Unit.MIB_PER_SECOND, Map.of("waybill-s3", peer(using("gateway", 0.25))));

        String table = new Tables(Map.of("up", result)).scenarios();

        assertThat(table).contains("gateway 0.25").contains("**title of up**");
        assertThat(table.lines().filter(line -> line.startsWith("|")).map(String::length))
                .hasSize(3)
                .containsOnly(table.lines()
                        .filter(line -> line.startsWith("|"))
                        .findFirst()
                        .orElseThrow()
                        .length());
    }

    @Test
    void aResultIsReadAsItWasWritten(@TempDir Path directory) throws Exception {
        Result result = result("up", Unit.FILES_PER_SECOND, Map.of("waybill-s3", peer(up(1), up(2).resumed(0.5, 7))));

        result.write(directory);

        assertThat(Result.read(directory, "up")).contains(result);
        assertThat(Result.read(directory, "down")).isEmpty();
    }

    @Test
    void theChartIsAPictureWithABarForEveryPeer() throws Exception {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put(
                "up",
                result("up", Unit.MIB_PER_SECOND, Map.of("waybill-s3", peer(up(1), up(2)), "tusd-s3", peer(up(4)))));
        results.put("cut", result("cut & run", Unit.MILLISECONDS, Map.of("waybill-s3", peer(up(0.02)))));

        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Chart.of(results))));

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(svg.getDocumentElement().getTextContent()).contains("title of cut & run", "less is better");
    }

    private static boolean met(String row) {
        return row.contains("| met");
    }

    private static List<String> boundRows(Map<String, Result> results) {
        return new Tables(results).bounds().lines().toList();
    }

    private static Result result(String scenario, Unit unit, Map<String, Result.Peer> peers) {
        return new Result(scenario, "title of " + scenario, unit, "2026-11-28T12:00:00Z", "abc", MACHINE, peers);
    }

    private static Result.Peer peer(Round... rounds) {
        return new Result.Peer("1", List.of(rounds));
    }

    private static Round up(double seconds) {
        return new Round(seconds, GIB, 1, null, Map.of("client", new Usage(0.1, 1 << 20)), null);
    }

    private static Round using(String process, double cpuSeconds) {
        return new Round(1, GIB, 1, null, Map.of(process, new Usage(cpuSeconds, 1 << 20)), null);
    }
}

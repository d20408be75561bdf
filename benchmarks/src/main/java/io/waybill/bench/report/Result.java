package io.waybill.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.waybill.bench.measure.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One scenario, measured: a file of its own, so that scenarios may be measured one at a time.
 *
 * @param scenario its id
 * @param title what was done, with sizes
 * @param unit of its number
 * @param measured when, ISO 8601
 * @param commit of Waybill, with {@code +} when the checkout had changes
 * @param machine where
 * @param peers in the order of reports
 */
public record Result(
        String scenario,
        String title,
        Unit unit,
        String measured,
        String commit,
        Machine machine,
        Map<String, Peer> peers) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One peer's rounds.
     *
     * @param version of it
     * @param rounds raw, in the order they ran
     */
    public record Peer(String version, List<Round> rounds) {}

    /** Reads what {@link #write} wrote; empty when there is none. */
    public static Optional<Result> read(Path directory, String scenario) throws IOException {
        Path file = directory.resolve(scenario + ".json");
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readAllBytes(file), Result.class))
                : Optional.empty();
    }

    /** Writes {@code <scenario>.json}. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(scenario + ".json"), JSON.writeValueAsString(this) + "\n");
    }

    /** The number of a peer; empty when it did not take part. */
    public Optional<Median> of(String peer) {
        return median(peer, unit::of);
    }

    /** Another number of a peer's rounds; empty when it did not take part. */
    public Optional<Median> median(String peer, java.util.function.ToDoubleFunction<Round> number) {
        Peer found = peers.get(peer);
        return found == null || found.rounds().isEmpty()
                ? Optional.empty()
                : Optional.of(Median.of(found.rounds().stream().mapToDouble(number)));
    }
}

package io.waybill.system.fault;

import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.stack.launcher.Launcher;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import io.waybill.system.client.Payload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A broker that has lost its log gets its events again from the outboxes, by {@code ./waybill replay}. */
class ReplayIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Its own: no other test wants a Kafka that forgets. */
    private static final Waybill WAYBILL = Waybill.fresh();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterAll
    static void remove() {
        WAYBILL.remove();
    }

    @Test
    void aBrokerThatLostItsLogGetsItsEventsAgain() throws IOException {
        Client alice = WAYBILL.alice();
        assertThat(alice.put("replay/a.bin", new Payload(131, 100_000)).statusCode())
                .isEqualTo(201);
        assertThat(alice.put("replay/b.bin", new Payload(132, 9_000_000)).statusCode())
                .isEqualTo(201);
        WAYBILL.awaitEveryEventSent();
        Set<String> told = events();
        assertThat(told).as("uploads opened, completed, versions").hasSizeGreaterThanOrEqualTo(6);
        WAYBILL.stopKafka();
        empty(WAYBILL.stack().kafka().running().home().resolve("data"));
        WAYBILL.startKafka();

        int code = replay();

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines().map(String::strip))
                .anyMatch(line -> line.matches("transfer-service +sends [0-9]+ events again"))
                .anyMatch(line -> line.matches("metadata-service +sends [0-9]+ events again"));
        WAYBILL.awaitEveryEventSent();
        assertThat(events()).isEqualTo(told);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(json(alice.get("/api/transfers?state=COMPLETED"))
                                .path("items")
                                .findValuesAsText("path"))
                        .as("the history has each of them, and once")
                        .containsExactly("replay/b.bin", "replay/a.bin"));
        assertThat(json(alice.get("/api/transfers/statistics"))
                        .path("total")
                        .path("completed")
                        .asLong())
                .isEqualTo(2);
    }

    private int replay() {
        Path home = WAYBILL.stack().home();
        WAYBILL.describe().write(home);
        return Launcher.run(
                new PrintWriter(out, true), new PrintWriter(err, true), "replay", "--home", home.toString());
    }

    private static Set<String> events() {
        return Stream.of("waybill.transfers", "waybill.files")
                .flatMap(topic -> WAYBILL.eventsIn(topic).stream())
                .map(ReplayIT::name)
                .collect(Collectors.toSet());
    }

    private static String name(String event) {
        try {
            JsonNode read = JSON.readTree(event);
            return read.path("type").asText() + ' ' + read.path("subject").asText() + ' ' + read.path("sequence");
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : inside) {
                Files.delete(path);
            }
        }
        assertThat(directory).doesNotExist();
    }
}

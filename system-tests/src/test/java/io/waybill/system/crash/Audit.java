package io.waybill.system.crash;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.client.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks from outside whether everything that was acknowledged is there, and nothing else. */
public final class Audit {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> DATABASES = List.of("waybill_transfer", "waybill_metadata");

    /** Owners for whom other bytes are counted than their versions have. */
    private static final String MISCOUNTED = """
            select owners.owner || ' ' || recounted || ' ' || counted
            from (select distinct owner from file) owners, quota_recounted(owners.owner) recounted,
                quota_counted(owners.owner) counted
            where recounted is distinct from counted""";

    private final Waybill waybill;
    private final Client client;

    public Audit(Waybill waybill, Client client) {
        this.waybill = waybill;
        this.client = client;
    }

    /** Everything under {@code prefix}, of which {@code ledger} tells; all parts run and nobody uploads. */
    public void check(Ledger ledger, String prefix) {
        assertThat(ledger.breaches()).isEmpty();
        everyAcknowledgedVersionIsThere(ledger);
        everyVisibleVersionIsReadable(prefix);
        nothingIsLeftOver();
        everyEventWasTold(ledger);
    }

    private void everyAcknowledgedVersionIsThere(Ledger ledger) {
        for (Ledger.Version version : ledger.versions()) {
            assertThat(client.sha256Of(content(version.path())))
                    .as(version.path())
                    .isEqualTo(version.sha256());
        }
    }

    /** Also: each path was used for one upload, and has one version, however often its request was sent. */
    private void everyVisibleVersionIsReadable(String prefix) {
        String cursor = null;
        do {
            JsonNode page = json(client.get("/api/files?limit=100&prefix=" + Client.encode(prefix)
                    + (cursor == null ? "" : "&cursor=" + Client.encode(cursor))));
            for (JsonNode file : page.path("items")) {
                String address = "/api/files/" + file.path("id").asText();
                JsonNode versions = json(client.get(address + "/versions")).path("items");
                assertThat(versions).as(file.toString()).hasSize(1);
                JsonNode version = versions.get(0);
                assertThat(client.sha256Of(
                                address + "/versions/" + version.path("version").asInt() + "/content"))
                        .as(file.toString())
                        .isEqualTo(version.path("sha256").asText());
            }
            cursor = page.path("next").asText(null);
        } while (cursor != null);
    }

    private void nothingIsLeftOver() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(waybill.column(
                            "waybill_transfer",
                            "select id || ' ' || state from upload where state in ('OPEN', 'COMMITTING')"))
                    .isEmpty();
            assertThat(waybill.column("waybill_transfer", "select id::text from upload where discard_at is not null"))
                    .isEmpty();
            assertThat(waybill.column(
                            "waybill_transfer",
                            "select id::text from upload join part on upload = id where state <> 'COMPLETED'"))
                    .isEmpty();
            assertThat(waybill.column(
                            "waybill_transfer",
                            "select id::text from upload where state = 'COMPLETED' and concat = 'partial'"))
                    .isEmpty();
            assertThat(waybill.column("waybill_metadata", "select store_key from purge"))
                    .isEmpty();
            assertThat(waybill.column("waybill_metadata", "select upload_id::text from quota_reservation"))
                    .isEmpty();
        });
        waybill.awaitNoStrayBytes();
        assertThat(waybill.column("waybill_metadata", MISCOUNTED)).isEmpty();
    }

    /** Kafka has every event that a transaction wrote, the first time in order. */
    private void everyEventWasTold(Ledger ledger) {
        waybill.awaitEveryEventSent();
        List<JsonNode> events = Stream.of("waybill.transfers", "waybill.files")
                .flatMap(topic -> waybill.eventsIn(topic).stream())
                .map(Audit::parsed)
                .toList();
        Map<String, SortedSet<Long>> seen = new HashMap<>();
        for (JsonNode event : events) {
            SortedSet<Long> before = seen.computeIfAbsent(event.path("subject").asText(), subject -> new TreeSet<>());
            long sequence = event.path("sequence").asLong();
            assertThat(sequence)
                    .as("the next new event of " + event.path("subject") + " after " + before)
                    .isLessThanOrEqualTo(before.isEmpty() ? 1 : before.last() + 1);
            before.add(sequence);
        }
        for (String database : DATABASES) {
            for (String counter : waybill.column(database, "select subject || ' ' || value from outbox_sequence")) {
                String[] words = counter.split(" ", -1);
                assertThat(seen).containsKey(words[0]);
                assertThat(seen.get(words[0]).last()).as(counter).isEqualTo(Long.parseLong(words[1]));
            }
        }
        for (String type : List.of("io.waybill.upload.completed.v1", "io.waybill.version.committed.v1")) {
            var paths = events.stream()
                    .filter(event -> event.path("type").asText().equals(type))
                    .map(event -> event.path("data").path("path").asText())
                    .collect(Collectors.toSet());
            assertThat(ledger.versions().stream().map(Ledger.Version::path))
                    .allMatch(paths::contains, "told by " + type);
        }
    }

    private static JsonNode parsed(String event) {
        try {
            return JSON.readTree(event);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}

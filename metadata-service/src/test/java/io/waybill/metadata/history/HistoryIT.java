package io.waybill.metadata.history;

import static io.waybill.metadata.fixture.Metadata.encoded;
import static io.waybill.metadata.fixture.Metadata.newOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.event.Topics;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.contracts.event.UploadCancelled;
import io.waybill.contracts.event.UploadCompleted;
import io.waybill.contracts.event.UploadExpired;
import io.waybill.contracts.event.UploadFailed;
import io.waybill.contracts.event.UploadOpened;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.stack.kafka.KafkaServer;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of transfers, from an outbox through Kafka to its lists and counts. */
@QuarkusTest
@QuarkusTestResource(RealParts.class)
class HistoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String AGENT = "curl/8.5";
    private static final String ADDRESS = "192.0.2.7";

    LocalIssuer issuer;
    KafkaServer kafka;
    PostgresServer postgres;

    @Inject
    ObjectMapper json;

    @Inject
    HistorySweep sweep;

    private final String owner = newOwner();
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(20);
    private Metadata metadata;
    private ToldTransfers told;

    @BeforeEach
    void look() {
        metadata = new Metadata(issuer);
        told = new ToldTransfers(postgres, json);
    }

    @Test
    void aTransferIsOpenAndThenWhatBecameOfIt() {
        UUID upload = UUID.randomUUID();
        UUID file = UUID.randomUUID();
        told.tell(opened(upload, "a/b.txt", start));
        JsonNode open = awaitState(upload, "OPEN");
        told.tell(new UploadCompleted(
                upload, owner, "a/b.txt", 4000, Sha256.OF_NOTHING, file, 2, AGENT, "text/html", start));
        JsonNode done = awaitState(upload, "COMPLETED");

        assertThat(open.path("path").asText()).isEqualTo("a/b.txt");
        assertThat(open.path("startedAt").asText()).isEqualTo(start.toString());
        assertThat(open.has("endedAt")).isFalse();
        assertThat(open.path("client").path("agent").asText()).isEqualTo(AGENT);
        assertThat(open.path("client").path("program").asText()).isEqualTo("waybill-cli");
        assertThat(open.path("client").path("address").asText()).isEqualTo(ADDRESS);
        assertThat(done.path("client")).isEqualTo(open.path("client"));
        assertThat(done.path("bytes").asLong()).isEqualTo(4000);
        assertThat(done.path("fileId").asText()).isEqualTo(file.toString());
        assertThat(done.path("version").asInt()).isEqualTo(2);
        assertThat(done.path("contentType").asText()).isEqualTo("text/html");
        long millis = done.path("durationMillis").asLong();
        assertThat(millis).isGreaterThanOrEqualTo(20_000);
        assertThat(done.path("bytesPerSecond").asLong()).isCloseTo(4_000_000 / millis, within(1L));
    }

    @Test
    void everyEndIsInIt() {
        UUID failed = UUID.randomUUID();
        UUID cancelled = UUID.randomUUID();
        UUID expired = UUID.randomUUID();
        told.tell(
                opened(failed, "1.bin", start),
                new UploadFailed(
                        failed, owner, "1.bin", 5, ErrorCode.DIGEST_MISMATCH, "Other bytes.", 9L, AGENT, null, start),
                opened(cancelled, "2.bin", start),
                new UploadCancelled(cancelled, owner, "2.bin", 6, 9L, AGENT, null, start),
                opened(expired, "3.bin", start),
                new UploadExpired(expired, owner, "3.bin", 7, 9L, AGENT, null, start));

        JsonNode failure = awaitState(failed, "FAILED");
        assertThat(failure.path("error").toString())
                .isEqualTo("{\"code\":\"digest_mismatch\",\"detail\":\"Other bytes.\"}");
        assertThat(failure.path("bytes").asLong()).isEqualTo(5);
        assertThat(awaitState(cancelled, "CANCELLED").path("bytes").asLong()).isEqualTo(6);
        assertThat(awaitState(expired, "EXPIRED").path("bytes").asLong()).isEqualTo(7);
        assertThat(names(list(""))).containsExactlyInAnyOrder("1.bin", "2.bin", "3.bin");
        assertThat(names(list("state=FAILED"))).containsExactly("1.bin");
        assertThat(names(list("state=OPEN"))).isEmpty();
    }

    @Test
    void itsOwnerSeesItAndAdminsButNobodyElse() {
        UUID upload = completed("mine.txt", start, "text/plain", 1);
        awaitState(upload, "COMPLETED");
        String other = newOwner();

        assertThat(metadata.get("/api/transfers/" + upload, other).problemCode())
                .isEqualTo("not_found");
        assertThat(metadata.get("/api/transfers", other).json().path("items")).isEmpty();
        for (String list : List.of("", "/statistics", "/clients")) {
            assertThat(metadata.get("/api/transfers" + list + "?owner=" + owner, other)
                            .problemCode())
                    .isEqualTo("not_found");
            assertThat(metadata.get("/api/transfers" + list + "?owner=*", other).problemCode())
                    .isEqualTo("not_found");
            assertThat(metadata.send("GET", "/api/transfers" + list, null, null).status())
                    .isEqualTo(401);
        }
        assertThat(metadata.get("/api/transfers/" + upload, other, "admin").status())
                .isEqualTo(200);
        assertThat(names(metadata.get("/api/transfers?owner=" + owner, other, "admin")
                        .json()))
                .containsExactly("mine.txt");
        assertThat(metadata.get("/api/transfers?owner=*&limit=1000", other, "admin")
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .contains(upload.toString());
        assertThat(metadata.get("/api/transfers/statistics?owner=*", other, "admin")
                        .json()
                        .path("total")
                        .path("completed")
                        .asLong())
                .isPositive();
    }

    @Test
    void pagesAreNewestFirstAndHoldWhileMoreComes() {
        for (int i = 0; i < 7; i++) {
            completed(i + ".txt", start.plusSeconds(i), "text/plain", 1);
        }
        await().atMost(PATIENCE).until(() -> names(list("state=COMPLETED")).size() == 7);

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = list("limit=3" + cursor);
            seen.addAll(names(page));
            if (seen.size() == 3) {
                awaitState(completed("later.txt", start.plusSeconds(9), "text/plain", 1), "COMPLETED");
            }
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
        } while (cursor != null);

        assertThat(seen).containsExactly("6.txt", "5.txt", "4.txt", "3.txt", "2.txt", "1.txt", "0.txt");
    }

    @Test
    void itIsFilteredByClientNameAndTime() {
        UUID phone = UUID.randomUUID();
        told.tell(
                new UploadOpened(phone, owner, "photos/Beach_1%.JPG", 1L, "phone/2", null, start, "app", "2001:db8::1"),
                new UploadCancelled(phone, owner, "photos/Beach_1%.JPG", 0, 1L, "phone/2", null, start));
        completed("photos/beach_10.jpg", start.plusSeconds(5), "image/jpeg", 10);
        completed("beach/notes.txt", start.plusSeconds(10), "text/plain", 100);
        String client = awaitState(phone, "CANCELLED").path("client").path("id").asText();
        await().atMost(PATIENCE).until(() -> names(list("state=COMPLETED")).size() == 2);

        assertThat(names(list("client=" + client))).containsExactly("Beach_1%.JPG");
        assertThat(names(list("name=BEACH"))).containsExactly("beach_10.jpg", "Beach_1%.JPG");
        assertThat(names(list("name=" + encoded("_1%")))).containsExactly("Beach_1%.JPG");
        assertThat(names(list("name=beach&state=COMPLETED"))).containsExactly("beach_10.jpg");
        assertThat(names(list("startedFrom=" + start.plusSeconds(5)))).containsExactly("notes.txt", "beach_10.jpg");
        assertThat(names(list("startedBefore=" + start.plusSeconds(5)))).containsExactly("Beach_1%.JPG");
        assertThat(names(list("startedFrom=-999999999-01-01T00:00:00Z&startedBefore=+1000000000-01-01T00:00:00Z"
                        .replace("+", "%2B"))))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?state=QUEUED",
                "?state=open",
                "?client=curl",
                "?name=",
                "?name=%00",
                "?startedFrom=yesterday",
                "?startedBefore=",
                "?limit=0",
                "?limit=1001",
                "/statistics?from=2026-13-01",
                "/statistics?from=2026-11-02&to=2026-11-01",
                "/clients?limit=x"
            })
    void whatMakesNoSenseIsRefused(String question) {
        Answer answer = metadata.get("/api/transfers" + question, owner);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void aCursorIsGoodForItsQuestionAlone() {
        completed("1.txt", start, "text/plain", 1);
        completed("2.txt", start, "text/plain", 1);
        await().atMost(PATIENCE).until(() -> names(list("state=COMPLETED")).size() == 2);
        String cursor = list("limit=1").path("next").asText();
        String clients = "MA";

        for (String question : List.of(
                "?state=COMPLETED&cursor=" + cursor,
                "?cursor=" + clients,
                "?cursor=%00",
                "/clients?cursor=" + cursor,
                "/clients?cursor=" + clients)) {
            assertThat(metadata.get("/api/transfers" + question, owner).problemCode())
                    .isEqualTo("invalid_cursor");
        }
    }

    @Test
    void transfersAreCountedByDayInTotalAndByType() {
        completed("1.jpg", start, "image/JPEG", 3000);
        completed("2.jpg", start, "image/jpeg; q=1", 1000);
        completed("3.txt", start, "text/plain", 10);
        UUID cancelled = UUID.randomUUID();
        told.tell(
                opened(cancelled, "4.bin", start),
                new UploadCancelled(cancelled, owner, "4.bin", 6, 9L, AGENT, null, start),
                opened(UUID.randomUUID(), "5.bin", start));
        await().atMost(PATIENCE)
                .until(() ->
                        names(list("")).size() == 5 && names(list("state=OPEN")).size() == 1);

        JsonNode statistics = metadata.get("/api/transfers/statistics", owner).json();

        JsonNode total = statistics.path("total");
        assertThat(total.path("completed").asLong()).isEqualTo(3);
        assertThat(total.path("cancelled").asLong()).isEqualTo(1);
        assertThat(total.path("failed").asLong()).isZero();
        assertThat(total.path("bytes").asLong()).isEqualTo(4010);
        assertThat(total.path("successRate").asDouble()).isEqualTo(0.75);
        assertThat(total.path("bytesPerSecond").asLong()).isBetween(1L, 67L);
        assertThat(statistics.path("days")).isNotEmpty();
        assertThat(sum(statistics, "completed")).isEqualTo(3);
        assertThat(sum(statistics, "cancelled")).isEqualTo(1);
        assertThat(statistics.path("types").toString())
                .isEqualTo("[{\"contentType\":\"image/jpeg\",\"transfers\":2,\"bytes\":4000},"
                        + "{\"contentType\":\"text/plain\",\"transfers\":1,\"bytes\":10}]");
        LocalDate longAgo = LocalDate.now(ZoneOffset.UTC).minusDays(400);
        assertThat(metadata.get("/api/transfers/statistics?from=" + longAgo + "&to=" + longAgo.plusDays(300), owner)
                        .json()
                        .path("days"))
                .isEmpty();
    }

    @Test
    void whoHasMovedNothingHasStatisticsOfNothing() {
        assertThat(metadata.get("/api/transfers/statistics", owner).body())
                .isEqualTo("{\"total\":{\"completed\":0,\"failed\":0,\"cancelled\":0,\"expired\":0,\"bytes\":0},"
                        + "\"days\":[],\"types\":[]}");
        assertThat(metadata.get("/api/transfers/clients", owner).body()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void clientsAreListedWithWhatTheyMovedTheLastSeenFirst() {
        completed("1.txt", start, "text/plain", 5);
        completed("2.txt", start, "text/plain", 6);
        UUID phone = UUID.randomUUID();
        UUID upload = UUID.randomUUID();
        told.tell(
                new UploadOpened(phone, owner, "3.txt", 1L, "phone/2", null, start, null, null),
                new UploadFailed(
                        phone, owner, "3.txt", 0, ErrorCode.TOO_LARGE, "Too large.", 1L, "phone/2", null, start),
                opened(upload, "4.txt", start));
        awaitState(phone, "FAILED");
        await().atMost(PATIENCE)
                .until(() -> names(list("")).size() == 4
                        && names(list("state=COMPLETED")).size() == 2);

        JsonNode all = metadata.get("/api/transfers/clients", owner).json().path("items");
        JsonNode first = metadata.get("/api/transfers/clients?limit=1", owner).json();
        JsonNode second = metadata.get(
                        "/api/transfers/clients?limit=1&cursor="
                                + first.path("next").asText(),
                        owner)
                .json();

        assertThat(all.findValuesAsText("agent")).containsExactly("phone/2", AGENT);
        assertThat(first.path("items").get(0)).isEqualTo(all.get(0));
        assertThat(second.path("items").get(0)).isEqualTo(all.get(1));
        assertThat(second.has("next")).isFalse();
        JsonNode curl = all.get(1);
        assertThat(curl.path("transfers").asLong()).isEqualTo(3);
        assertThat(curl.path("completed").asLong()).isEqualTo(2);
        assertThat(curl.path("unfinished").asLong()).isZero();
        assertThat(curl.path("bytes").asLong()).isEqualTo(11);
        assertThat(curl.path("address").asText()).isEqualTo(ADDRESS);
        assertThat(all.get(0).path("unfinished").asLong()).isEqualTo(1);
        assertThat(names(list("client=" + curl.path("id").asText())))
                .containsExactlyInAnyOrder("1.txt", "2.txt", "4.txt");
    }

    @Test
    void anEventThatGotLostComesWithTheNextReplay() {
        UUID upload = UUID.randomUUID();
        told.lose(opened(upload, "lost.txt", start));
        told.tell(new UploadCancelled(upload, owner, "lost.txt", 1, 9L, AGENT, null, start));
        assertThat(awaitState(upload, "CANCELLED").path("client").has("address"))
                .isFalse();

        replay();

        await().atMost(PATIENCE).until(() -> metadata.get("/api/transfers/" + upload, owner)
                .json()
                .path("client")
                .path("address")
                .asText()
                .equals(ADDRESS));
        assertThat(awaitState(upload, "CANCELLED").path("endedAt").asText()).isNotEmpty();
        JsonNode clients = metadata.get("/api/transfers/clients", owner).json().path("items");
        assertThat(clients).hasSize(1);
        assertThat(clients.get(0).path("transfers").asLong()).isEqualTo(1);
    }

    @Test
    void whatIsBuiltAgainIsWhatWasThere() {
        Random chance = new Random(20261128);
        List<String> owners = List.of(newOwner(), newOwner(), newOwner());
        Map<String, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            expected.merge(live(chance, owners.get(chance.nextInt(owners.size())), i), 1, Integer::sum);
            if (i % 150 == 149) {
                replay();
            }
        }
        replay();
        awaitWhole(owners, expected);
        List<String> live = everything(owners);
        assertThat(counted(owners)).isEqualTo(recounted(owners)).isNotEmpty();

        told.run("truncate transfer, transfer_day, transfer_type, transfer_client");
        replay();

        awaitWhole(owners, expected);
        assertThat(everything(owners)).isEqualTo(live);
        assertThat(counted(owners)).isEqualTo(recounted(owners));
        assertThat(everybody("owner = ''")).isEqualTo(everybody("owner <> ''"));
    }

    @Test
    void whatSeveralReplicasApplyAtTheSameTimeIsCountedOnce() {
        String steps = "select transfers_apply((select jsonb_agg(jsonb_build_object('id', md5(n::text || '" + owner
                + "')::uuid, 'owner', '" + owner
                + "', 'path', n || '.txt', 'state', case when n % 2 = 0 then 'COMPLETED'"
                + " else 'OPEN' end, 'sequence', 2 - n % 2, 'bytes', n, 'agent', 'a' || n % 3, 'started_at', now(), 'ended_at',"
                + " case when n % 2 = 0 then now() end) order by random()) from generate_series(1, 200) n))";

        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> told.run(steps)))
                        .limit(8)
                        .toArray(CompletableFuture<?>[]::new))
                .join();

        assertThat(told.column("select completed || ' ' || bytes from transfer_day where owner = '" + owner + "'"))
                .containsExactly("100 10100");
        assertThat(told.column(
                        "select sum(transfers) || ' ' || sum(completed) || ' ' || sum(bytes) from transfer_client"
                                + " where owner = '" + owner + "'"))
                .containsExactly("200 100 10100");
        told.run("delete from transfer where owner = '" + owner + "'");
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // Closing the producer waits for what was sent.
    void nothingInARecordKeepsThoseAfterItOut() {
        UUID upload = UUID.randomUUID();
        UUID refused = UUID.randomUUID();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String value : List.of(
                    "no json",
                    "{}",
                    cancelled(refused.toString(), "bad\\u0000path", "\"sequence\":1,"),
                    cancelled(UUID.randomUUID().toString(), "x", ""),
                    cancelled("null", "x", "\"sequence\":1,").replace("\"uploadId\":\"null\"", "\"uploadId\":null"),
                    cancelled(UUID.randomUUID().toString(), "x", "\"sequence\":1,")
                            .replace("upload.cancelled", "upload.painted"))) {
                producer.send(new ProducerRecord<>(Topics.TRANSFERS, 0, "k", value));
            }
            producer.send(new ProducerRecord<>(Topics.TRANSFERS, 0, "k", null));
            producer.send(new ProducerRecord<>(
                    Topics.TRANSFERS, 0, "k", cancelled(upload.toString(), "good", "\"sequence\":1,")));
        }

        assertThat(awaitState(upload, "CANCELLED").path("path").asText()).isEqualTo("good");
        assertThat(metadata.get("/api/transfers/" + refused, owner).status()).isEqualTo(404);
        String metrics = metadata.send("GET", "/q/metrics", null, null).body();
        assertThat(metrics)
                .containsPattern("waybill_history_skipped_total\\{reason=\"malformed\"[^}]*} [1-9]")
                .containsPattern("waybill_history_skipped_total\\{reason=\"unknown_type\"[^}]*} [1-9]")
                .containsPattern("waybill_history_skipped_total\\{reason=\"refused\"[^}]*} [1-9]")
                .containsPattern("waybill_history_events_total[^ ]* [1-9]")
                .contains("waybill_history_lag_seconds");
    }

    @Test
    void whatIsUnderWayStaysHoweverOldItIs() {
        Instant longAgo = Instant.now().minus(Duration.ofDays(401));
        UUID ended = completed("ended.txt", longAgo, "text/plain", 7);
        awaitState(ended, "COMPLETED");
        told.run("update transfer set state = 'OPEN', ended_at = null where id = '" + ended + "'");

        sweep.run().await().atMost(PATIENCE);

        assertThat(metadata.get("/api/transfers/" + ended, owner).status()).isEqualTo(200);
        told.run("delete from transfer where id = '" + ended + "'");
        told.run("delete from outbox where subject = '" + ended + "'");
    }

    @Test
    void whatWasKeptLongEnoughLeavesTheListAndStaysCounted() {
        Instant longAgo = Instant.now().minus(Duration.ofDays(401));
        UUID old = completed("old.txt", longAgo, "text/plain", 7);
        awaitState(old, "COMPLETED");
        sweep.run().await().atMost(PATIENCE);
        assertThat(metadata.get("/api/transfers/" + old, owner).status()).isEqualTo(200);
        told.run("update transfer set ended_at = started_at where id = '" + old + "'");

        sweep.run().await().atMost(PATIENCE);

        assertThat(metadata.get("/api/transfers/" + old, owner).status()).isEqualTo(404);
        assertThat(metadata.get("/api/transfers/statistics", owner)
                        .json()
                        .path("total")
                        .path("completed")
                        .asLong())
                .isEqualTo(1);
        told.run("delete from outbox where subject = '" + old + "'");
    }

    /** One upload from its opening to some end; which. */
    private String live(Random chance, String whose, int number) {
        UUID upload = new UUID(chance.nextLong(), chance.nextLong());
        String path = "tree/" + chance.nextInt(20) + "/" + number + ".bin";
        Instant began = start.minusSeconds(chance.nextInt(1_000_000));
        String agent = List.of("curl/8", "phone/2", "waybill-cli/0.1").get(chance.nextInt(3));
        String type = List.of("text/plain", "image/png", "application/zip").get(chance.nextInt(3));
        List<TransferEvent> events = new ArrayList<>();
        events.add(new UploadOpened(
                upload, whose, path, chance.nextBoolean() ? 9L : null, agent, type, began, "app", ADDRESS));
        String state = List.of("FAILED", "CANCELLED", "EXPIRED", "OPEN", "COMPLETED", "COMPLETED")
                .get(chance.nextInt(6));
        switch (state) {
            case "FAILED" ->
                events.add(new UploadFailed(
                        upload, whose, path, 3, ErrorCode.DIGEST_MISMATCH, "Other.", 9L, agent, type, began));
            case "CANCELLED" -> events.add(new UploadCancelled(upload, whose, path, 3, 9L, agent, type, began));
            case "EXPIRED" -> events.add(new UploadExpired(upload, whose, path, 3, null, agent, type, began));
            case "OPEN" -> {}
            default ->
                events.add(new UploadCompleted(
                        upload,
                        whose,
                        path,
                        chance.nextInt(100_000),
                        Sha256.OF_NOTHING,
                        UUID.randomUUID(),
                        1,
                        agent,
                        type,
                        began));
        }
        if (chance.nextInt(10) == 0) {
            told.lose(events.get(0));
            events.remove(0);
        }
        told.tell(events.toArray(TransferEvent[]::new));
        return state;
    }

    /** Waits until every event of {@code owners} has arrived: only an opening, which may have been lost at first, has an address. */
    private void awaitWhole(List<String> owners, Map<String, Integer> expected) {
        List<String> states = expected.entrySet().stream()
                .map(entry -> entry.getKey() + ' ' + entry.getValue())
                .toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told.column("select state || ' ' || count(*) from transfer where"
                                + " address is not null and " + of(owners) + " group by state order by state"))
                        .isEqualTo(states));
    }

    private List<String> everything(List<String> owners) {
        return Stream.of(
                        "select t::text from transfer t where %s order by id",
                        "select t::text from transfer_day t where %s order by owner, day",
                        "select t::text from transfer_type t where %s order by owner, content_type",
                        "select t::text from transfer_client t where %s order by owner, client")
                .flatMap(query -> told.column(query.formatted(of(owners))).stream())
                .toList();
    }

    private List<String> counted(List<String> owners) {
        return told.column(
                "select format('%s %s %s %s %s %s %s', owner, day, completed, failed, cancelled, expired, bytes)"
                        + " from transfer_day where " + of(owners) + " order by owner, day");
    }

    /** The same from the transfers themselves. */
    private List<String> recounted(List<String> owners) {
        return told.column(
                "select format('%s %s %s %s %s %s %s', owner, (ended_at at time zone 'UTC')::date,"
                        + " count(*) filter (where state = 'COMPLETED'), count(*) filter (where state = 'FAILED'),"
                        + " count(*) filter (where state = 'CANCELLED'), count(*) filter (where state = 'EXPIRED'),"
                        + " coalesce(sum(bytes) filter (where state = 'COMPLETED'), 0)) from transfer where ended_at is not null and "
                        + of(owners)
                        + " group by owner, (ended_at at time zone 'UTC')::date order by owner, (ended_at at time zone 'UTC')::date");
    }

    /** The counts of everybody in one: kept for all together, and kept for each. */
    private List<String> everybody(String whose) {
        return told.column("select format('%s %s %s %s', sum(completed), sum(failed + cancelled + expired), sum(bytes),"
                + " (select format('%s %s %s', sum(transfers), sum(completed), sum(bytes)) from transfer_client where "
                + whose
                + ")) from transfer_day where " + whose);
    }

    private static String of(List<String> owners) {
        return "owner in ('" + String.join("', '", owners) + "')";
    }

    private String cancelled(String upload, String path, String sequence) {
        return """
                {"specversion":"1.0","id":"e1","source":"/waybill/transfer-service","type":"io.waybill.upload.cancelled.v1",
                 "subject":"%s","time":"2026-11-28T10:00:00Z","datacontenttype":"application/json",%s
                 "data":{"uploadId":"%s","owner":"%s","path":"%s","offset":7}}""".formatted(upload, sequence, upload, owner, path);
    }

    private void replay() {
        assertThat(metadata.postInternal("/internal/outbox/replay?from=1970-01-01T00:00:00Z", "")
                        .status())
                .isEqualTo(200);
    }

    private UUID completed(String path, Instant began, String type, long size) {
        UUID upload = UUID.randomUUID();
        told.tell(
                opened(upload, path, began),
                new UploadCompleted(
                        upload, owner, path, size, Sha256.OF_NOTHING, UUID.randomUUID(), 1, AGENT, type, began));
        return upload;
    }

    private UploadOpened opened(UUID upload, String path, Instant began) {
        return new UploadOpened(upload, owner, path, 9L, AGENT, "text/plain", began, "waybill-cli", ADDRESS);
    }

    private JsonNode awaitState(UUID upload, String state) {
        await().atMost(PATIENCE).until(() -> {
            Answer answer = metadata.get("/api/transfers/" + upload, owner);
            return answer.status() == 200
                    && answer.json().path("state").asText().equals(state);
        });
        return metadata.get("/api/transfers/" + upload, owner).json();
    }

    private JsonNode list(String question) {
        Answer answer = metadata.get("/api/transfers?" + question, owner);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> names(JsonNode page) {
        return page.path("items").findValuesAsText("path").stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    private static long sum(JsonNode statistics, String count) {
        return statistics.path("days").findValues(count).stream()
                .mapToLong(JsonNode::asLong)
                .sum();
    }
}

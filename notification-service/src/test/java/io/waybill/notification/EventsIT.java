package io.waybill.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.event.Topics;
import io.waybill.contracts.event.UploadCancelled;
import io.waybill.contracts.event.UploadFailed;
import io.waybill.contracts.event.UploadProgressed;
import io.waybill.notification.peer.EventSender;
import io.waybill.notification.peer.EventsClient;
import io.waybill.notification.peer.Neighbours;
import io.waybill.notification.peer.RawSocket;
import io.waybill.notification.peer.Surroundings;
import io.waybill.stack.kafka.KafkaServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class EventsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/api/events")
    URI http;

    KafkaServer kafka;
    Neighbours neighbours;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private EventSender sender;

    @BeforeEach
    void whenTheServiceReadsKafka() {
        kafka.start(); // it is down when the test that kills it has failed half-way
        awaitMetric("waybill_inbox_live", 1);
        sender = keep(new EventSender(kafka.bootstrapServers()));
    }

    @AfterEach
    void closeAll() throws Exception {
        neighbours.transferAway(false);
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void anEventReachesItsOwnersSocketAndNoOther() {
        EventsClient alice = connect("alice").watchUploads();
        EventsClient bob = connect("bob").watchUploads();
        UUID upload = UUID.randomUUID();

        sender.send(cancelled(upload, "alice"), 1L);
        sender.send(progressed(upload, "alice", 7), null);
        UUID bobs = UUID.randomUUID();
        sender.send(cancelled(bobs, "bob"), 1L);

        assertThat(alice.await("event").at("/event/data/uploadId").asText()).isEqualTo(upload.toString());
        assertThat(alice.await("progress").at("/upload/offset").asLong()).isEqualTo(7);
        assertThat(bob.await("event").at("/event/data/uploadId").asText()).isEqualTo(bobs.toString());
        assertThat(bob.frames()).noneMatch(frame -> frame.toString().contains(upload.toString()));
    }

    @Test
    void aDuplicateIsDeliveredOnceAndNothingInTheTopicStopsTheStream() {
        EventsClient alice = connect("alice").watchUploads();
        UUID upload = UUID.randomUUID();

        sender.send(cancelled(upload, "alice"), 1L);
        sender.send(cancelled(upload, "alice"), 1L);
        sender.sendRaw(Topics.TRANSFERS, upload.toString(), "{ broken");
        sender.sendRaw(Topics.TRANSFERS, upload.toString(), null);
        sender.sendRaw(Topics.TRANSFERS, upload.toString(), "{\"type\":\"io.waybill.upload.frozen.v1\"}");
        sender.send(cancelled(upload, "alice"), 2L);

        alice.await("event", frame -> frame.at("/event/sequence").asLong() == 2);
        assertThat(alice.count("event")).isEqualTo(2);
    }

    @Test
    void aSnapshotShowsTheUploadsOfTheSubscriberOnly() {
        String user = "user-" + UUID.randomUUID();
        UUID own = neighbours.upload(user);
        UUID other = neighbours.upload("somebody-else");

        EventsClient client = connect(user).watchUploads();
        assertThat(client.await("snapshot").at("/uploads"))
                .singleElement()
                .satisfies(upload -> assertThat(upload.path("id").asText()).isEqualTo(own.toString()));

        client.send(subscribe(own));
        assertThat(client.await("snapshot", frame -> frame.path("id").asText().equals(own.toString()))
                        .at("/uploads"))
                .hasSize(1);

        client.send(subscribe(other));
        assertThat(client.await("error").path("code").asText()).isEqualTo("not_found");
        sender.send(cancelled(other, "somebody-else"), 1L);
        sender.send(cancelled(own, user), 1L);
        client.await("event");
        assertThat(client.count("event")).isEqualTo(1);
    }

    @Test
    void anAdminSeesTheirOwnUntilTheyAskForAll() {
        EventsClient admin =
                keep(new EventsClient(url(), neighbours.token("root", "admin"))).watchUploads();
        EventsClient alice = connect("alice").watchUploads();
        sender.send(cancelled(UUID.randomUUID(), "alice"), 1L);
        alice.await("event");
        assertThat(admin.count("event")).isZero();

        admin.watch("{\"type\":\"subscribe\",\"topic\":\"all\"}");
        alice.send("{\"type\":\"subscribe\",\"topic\":\"all\"}");
        sender.send(cancelled(UUID.randomUUID(), "alice"), 1L);

        admin.await("event");
        assertThat(alice.await("error").path("code").asText()).isEqualTo("forbidden");
    }

    @Test
    void afterUnsubscribingNothingComes() {
        EventsClient alice = connect("alice").watchUploads();
        alice.send("{\"type\":\"unsubscribe\",\"topic\":\"uploads\"}").send("{\"type\":\"ping\"}");
        alice.await("pong");
        EventsClient another = connect("alice").watchUploads();

        sender.send(cancelled(UUID.randomUUID(), "alice"), 1L);

        another.await("event");
        assertThat(alice.count("event")).isZero();
    }

    @Test
    void withoutTheTransferServiceEventsFlowAndAResyncFollows() {
        neighbours.transferAway(true);
        EventsClient alice = connect("alice");

        alice.send("{\"type\":\"subscribe\",\"topic\":\"uploads\"}");
        assertThat(alice.await("error").path("code").asText()).isEqualTo("unavailable");
        sender.send(cancelled(UUID.randomUUID(), "alice"), 1L);
        alice.await("event");
        neighbours.transferAway(false);

        alice.await("resync");
        alice.watchUploads();
    }

    @Test
    void kafkaComesBackAfterAKillAndSocketsStartOver() {
        EventsClient alice = connect("alice").watchUploads();
        kafka.kill();
        awaitMetric("waybill_inbox_live", 0);
        assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        EventsClient late = connect("alice").watchUploads();

        kafka.start();
        awaitMetric("waybill_inbox_live", 1);

        alice.await("resync");
        late.await("resync");
        sender.send(cancelled(UUID.randomUUID(), "alice"), 1L);
        alice.await("event");
        late.await("event");
    }

    @Test
    void aSlowReaderIsConflatedAndDroppedWhileAFastOneGetsEverything() throws Exception {
        double conflated = metric("waybill_socket_conflated_total");
        EventsClient fast = connect("carol").watchUploads();
        try (RawSocket slow = raw("carol", 4096)) {
            slow.sendText("{\"type\":\"subscribe\",\"topic\":\"uploads\"}");
            assertThat(slow.read()).get().satisfies(frame -> assertThat(frame.text())
                    .contains("snapshot"));

            UUID upload = UUID.randomUUID();
            String detail = "x".repeat(8_000);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (long sequence = 1; sequence <= 600; sequence++) {
                sent.add(sender.sendLater(
                        new UploadFailed(
                                upload, "carol", "a.txt", 1, ErrorCode.INTERNAL, detail, null, null, null, null),
                        sequence));
                sent.add(sender.sendLater(progressed(upload, "carol", sequence), null));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
            sender.send(cancelled(upload, "carol"), 601L);

            await().atMost(PATIENCE).until(() -> metric("waybill_socket_dropped_total{reason=\"slow_reader\"}") >= 1);
            fast.await("event", frame -> frame.at("/event/sequence").asLong() == 601);
            assertThat(fast.count("event")).isEqualTo(601);
            assertThat(metric("waybill_socket_conflated_total")).isGreaterThan(conflated);
            slow.readToEnd();
        }
    }

    @Test
    void aHalfOpenSocketIsGoneSoon() throws Exception {
        try (RawSocket silent = raw("alice", 65_536)) {
            EventsClient answering = connect("alice");

            silent.readToEnd();

            assertThat(answering.isOpen()).isTrue();
            answering.send("{\"type\":\"ping\"}").await("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no json", "[]", "{\"type\":\"shout\"}", "{\"type\":\"subscribe\",\"topic\":\"upload\"}"})
    void aMalformedFrameIsAnsweredWithAnErrorAndTheSocketLivesOn(String frame) {
        EventsClient alice = connect("alice").send(frame);

        assertThat(alice.await("error").path("code").asText()).isEqualTo("malformed_request");
        alice.send("{\"type\":\"ping\"}").await("pong");
    }

    @Test
    void aFrameOrMessageBeyondTheLimitEndsTheSocket() throws Exception {
        try (RawSocket huge = raw("alice", 65_536);
                RawSocket pieces = raw("alice", 65_536)) {
            huge.sendText("x".repeat(16_385));
            assertThat(huge.readToEnd()).isIn(1009, 1006, 1002);

            pieces.send(0x01, "y".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
            pieces.send(0x80, "y".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
            assertThat(pieces.readToEnd()).isIn(1009, 1006, 1002, 1011);
        }
        connect("alice").send("{\"type\":\"ping\"}").await("pong");
    }

    @Test
    void aFloodEndsTheSocketAndABinaryFrameToo() throws Exception {
        EventsClient flooding = connect("alice");
        for (int i = 0; i < 200 && flooding.isOpen(); i++) {
            try {
                flooding.send("{\"type\":\"ping\"}");
            } catch (RuntimeException closed) {
                break;
            }
        }
        assertThat(flooding.awaitClose()).isEqualTo(1008);
        assertThat(flooding.count("pong")).isBetween(1L, 80L);

        try (RawSocket binary = raw("alice", 65_536)) {
            binary.send(0x82, new byte[] {1, 2, 3});
            assertThat(binary.readToEnd()).isEqualTo(1003);
        }
    }

    @Test
    void brokenFramesEndTheirSocketOnly() throws Exception {
        EventsClient alice = connect("alice").watchUploads();
        for (byte[] broken : List.of(
                new byte[] {(byte) 0x81, 5, 'h', 'e', 'l', 'l', 'o'},
                new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14},
                new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xc3, (byte) 0x28})) {
            try (RawSocket hostile = raw("alice", 65_536)) {
                hostile.sendBytes(broken);
                hostile.readToEnd();
            }
        }

        sender.send(cancelled(UUID.randomUUID(), "alice"), 1L);
        alice.await("event");
    }

    @Test
    void subscriptionsOfOneSocketAreBounded() {
        EventsClient alice = connect("alice");
        neighbours.transferAway(true);
        for (int i = 0; i < 59; i++) {
            alice.send(subscribe(UUID.randomUUID()));
        }
        await().atMost(PATIENCE).until(() -> alice.count("error") >= 59);
        for (int i = 0; i < 6; i++) {
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            alice.send(subscribe(UUID.randomUUID()));
        }

        alice.await("error", frame -> frame.path("code").asText().equals("busy"));
    }

    @Test
    void anUpgradeWithoutAValidTokenIsA401Problem() throws Exception {
        String good = neighbours.token("alice", "user");
        String expired = neighbours.token("alice", Instant.now().minusSeconds(30), "user");
        for (String token : List.of("", expired, good + "x", good.substring(2), "null")) {
            assertThat(handshake(token))
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .containsIgnoringCase("www-authenticate: Bearer");
        }

        HttpResponse<String> plain = get("/api/events");
        assertThat(plain.statusCode()).isBetween(400, 499);
        assertThat(plain.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    private EventsClient connect(String user) {
        return keep(new EventsClient(url(), neighbours.token(user, "user")));
    }

    private RawSocket raw(String user, int receiveBytes) throws IOException {
        RawSocket socket = keep(new RawSocket(url(), neighbours.token(user, "user"), receiveBytes));
        assertThat(socket.answer()).startsWith("HTTP/1.1 101");
        return socket;
    }

    private String handshake(String token) throws IOException {
        try (RawSocket socket = new RawSocket(url(), token, 65_536)) {
            return socket.answer();
        }
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }

    private URI url() {
        return URI.create(http.toString().replaceFirst("^http", "ws"));
    }

    private static String subscribe(UUID upload) {
        return "{\"type\":\"subscribe\",\"topic\":\"upload\",\"id\":\"" + upload + "\"}";
    }

    private static UploadCancelled cancelled(UUID upload, String owner) {
        return new UploadCancelled(upload, owner, "a.txt", 1, null, null, null, null);
    }

    private static UploadProgressed progressed(UUID upload, String owner, long offset) {
        return new UploadProgressed(upload, owner, "a.txt", UploadState.OPEN, offset, 1000L, 3);
    }

    private void awaitMetric(String name, double value) {
        await().atMost(PATIENCE).until(() -> metric(name) == value);
    }

    private double metric(String name) {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(http.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

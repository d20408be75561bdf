package io.waybill.metadata.events;

import static io.waybill.metadata.fixture.Metadata.newOwner;
import static io.waybill.metadata.fixture.Metadata.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.EventType;
import io.waybill.contracts.event.Topics;
import io.waybill.contracts.event.VersionCommitted;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import io.waybill.metadata.fixture.RealParts;
import io.waybill.stack.kafka.KafkaServer;
import io.waybill.stack.postgres.PostgresServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealParts.class)
class FileEventsIT {
    private static final String DATABASE = "waybill_metadata";
    private static final String APPEND = "select outbox_append('t', 'comes-back', 'e', '{}')";
    private static final String REPLAY = "/internal/outbox/replay?from=";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    LocalIssuer issuer;
    KafkaServer kafka;
    PostgresServer postgres;

    @Inject
    ObjectMapper json;

    private final String owner = newOwner();
    private final List<CloudEvent> received = new ArrayList<>();
    private Metadata metadata;
    private KafkaConsumer<String, String> consumer;

    @BeforeEach
    void listen() {
        metadata = new Metadata(issuer);
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        "test-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest",
                        "metadata.max.age.ms",
                        "1000"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(Topics.FILES));
    }

    @AfterEach
    void hangUp() {
        consumer.close();
    }

    @Test
    void everyChangeOfAFileIsToldInOrder() {
        metadata.commit(upload(owner, "a", ConflictMode.VERSION, "one"));
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "two"));
        send("PUT", id + "/versions/1/label", "{\"label\":\"x\"}");
        send("POST", id + "/versions/1/restore", "");
        metadata.delete("/api/files/" + id + "/versions/1", owner);
        metadata.delete("/api/files/" + id, owner);
        metadata.post("/api/trash/" + id + "/restore", "", issuer.person(owner));
        metadata.delete("/api/files/" + id + "?permanent=true", owner);

        List<CloudEvent> events = awaitEvents(id, 8);

        assertThat(events)
                .extracting(CloudEvent::type)
                .containsExactly(
                        EventType.VERSION_COMMITTED,
                        EventType.VERSION_COMMITTED,
                        EventType.VERSION_LABELLED,
                        EventType.VERSION_RESTORED,
                        EventType.VERSION_DELETED,
                        EventType.FILE_TRASHED,
                        EventType.FILE_UNDELETED,
                        EventType.FILE_DELETED);
        assertThat(events).extracting(CloudEvent::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(events).extracting(CloudEvent::source).containsOnly("/waybill/metadata-service");
        assertThat(events.get(1).data()).isInstanceOfSatisfying(VersionCommitted.class, committed -> {
            assertThat(committed.owner()).isEqualTo(owner);
            assertThat(committed.path()).isEqualTo("a");
            assertThat(committed.version()).isEqualTo(2);
            assertThat(committed.sha256()).isEqualTo(Metadata.digest("two"));
        });
    }

    @Test
    void aRefusedCommitTellsNothing() {
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "one"));
        metadata.commit(upload(owner, "a", ConflictMode.REJECT, "two"));
        metadata.commit(upload(owner, "a", ConflictMode.VERSION, "three"));

        List<CloudEvent> events = awaitEvents(id, 2);

        assertThat(events).extracting(CloudEvent::sequence).containsExactly(1L, 2L);
    }

    @Test
    void whileKafkaIsDownCommitsGoOnAndTheirEventsArriveLaterInOrder() {
        metadata.committed(upload(owner, "before", ConflictMode.VERSION, "x"));
        kafka.kill();

        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "1"));
        for (int i = 2; i <= 10; i++) {
            assertThat(metadata.commit(upload(owner, "a", ConflictMode.VERSION, "" + i))
                            .status())
                    .isEqualTo(201);
        }
        assertThat(metadata.send("GET", "/q/health/ready", null, null).status()).isEqualTo(200);
        kafka.start();

        List<CloudEvent> events = awaitEvents(id, 10);

        assertThat(events).extracting(CloudEvent::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void anEventWhoseMarkWasLostIsSentAgainWithTheSameIdAndSequence() {
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "one"));
        awaitEvents(id, 1);

        await().atMost(PATIENCE).until(() -> forgetSent(id) == 1);
        List<CloudEvent> events = awaitEvents(id, 2);

        assertThat(events.get(1)).isEqualTo(events.get(0));
    }

    @Test
    void anOperatorSendsTheEventsOfALostLogAgain() {
        String before = Instant.now().toString();
        String id = metadata.committed(upload(owner, "a", ConflictMode.VERSION, "one"));
        metadata.commit(upload(owner, "a", ConflictMode.VERSION, "two"));
        awaitEvents(id, 2);

        await().atMost(PATIENCE).until(() -> replayed(before) >= 2);
        List<CloudEvent> events = awaitEvents(id, 4);

        assertThat(events.subList(2, 4)).isEqualTo(events.subList(0, 2));
        assertThat(metadata.postInternal(REPLAY + Instant.now(), "")
                        .json()
                        .path("events")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-20", "+1000000000-12-31T23:59:59.999999999Z1"})
    void aReplayFromNoMomentIsMalformed(String from) {
        Answer answer = metadata.postInternal(REPLAY + Metadata.encoded(from), "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problemCode()).isEqualTo("malformed_request");
    }

    @Test
    void aReplayFromTheEdgeOfTimeIsNoFailure() {
        for (Instant edge : List.of(Instant.MIN, Instant.MAX)) {
            assertThat(metadata.postInternal(REPLAY + Metadata.encoded(edge.toString()), "")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPersonCannotReplay() {
        Answer answer = metadata.send("POST", REPLAY + Instant.now(), null, issuer.person(owner, "admin"));

        assertThat(answer.status()).isEqualTo(404);
    }

    private void send(String method, String pathOfFile, String body) {
        metadata.send(method, "/api/files/" + pathOfFile, body, issuer.person(owner));
    }

    private int replayed(String from) {
        return metadata.postInternal(REPLAY + from, "").json().path("events").asInt();
    }

    @Test
    void aSubjectThatComesBackAfterItWasForgottenNeverRepeatsASequence() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(DATABASE), postgres.user(DATABASE), postgres.password(DATABASE));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);

            long first = number(statement, APPEND);
            long second = number(statement, APPEND);
            statement.execute(
                    "update outbox set sent_at = '2000-01-01' where subject = 'comes-back' and sequence = " + first);
            statement.execute("select outbox_forget('2001-01-01', 10)");
            long whileKnown = number(statement, "select count(*) from outbox_sequence where subject = 'comes-back'");
            statement.execute("update outbox set sent_at = '2000-01-01' where subject = 'comes-back'");
            statement.execute("select outbox_forget('2001-01-01', 10)");
            long whenForgotten = number(statement, "select count(*) from outbox_sequence where subject = 'comes-back'");
            long third = number(statement, APPEND);
            connection.rollback();

            assertThat(second).isEqualTo(first + 1);
            assertThat(whileKnown).isEqualTo(1);
            assertThat(whenForgotten).isZero();
            assertThat(third).isGreaterThan(second);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private int forgetSent(String fileId) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(DATABASE), postgres.user(DATABASE), postgres.password(DATABASE));
                PreparedStatement forget = connection.prepareStatement(
                        "update outbox set sent_at = null where subject = ? and sent_at is not null")) {
            forget.setString(1, fileId);
            return forget.executeUpdate();
        }
    }

    private List<CloudEvent> awaitEvents(String fileId, int count) {
        await().atMost(PATIENCE).until(() -> {
            for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofMillis(200))) {
                received.add(read(message));
            }
            return about(fileId).size() >= count;
        });
        return about(fileId);
    }

    private List<CloudEvent> about(String fileId) {
        return received.stream().filter(event -> event.subject().equals(fileId)).toList();
    }

    private CloudEvent read(ConsumerRecord<String, String> message) {
        try {
            CloudEvent event = json.readValue(message.value(), CloudEvent.class);
            assertThat(message.key()).isEqualTo(event.subject());
            return event;
        } catch (IOException broken) {
            throw new AssertionError(message.value(), broken);
        }
    }
}

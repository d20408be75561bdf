package io.waybill.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.waybill.contracts.event.EventType;
import io.waybill.stack.kafka.KafkaServer;
import io.waybill.stack.part.Trees;
import io.waybill.stack.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several relays over one outbox, as replicas of one service have them, against real PostgreSQL and Kafka. */
class OutboxRelaysIT {
    private static final String DATABASE = "waybill_outbox";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static Path home;
    private static PostgresServer postgres;
    private static KafkaServer kafka;
    private static Vertx vertx;
    private static Pool observer;

    private final List<OutboxRelay> relays = new ArrayList<>();
    private final List<Pool> pools = new ArrayList<>();
    private final String run = UUID.randomUUID().toString();

    @BeforeAll
    static void startParts() throws IOException {
        home = Files.createTempDirectory("waybill-outbox-");
        postgres = PostgresServer.start(home.resolve("postgres"), home.resolve("postgres.log"), 0, List.of(DATABASE));
        kafka = KafkaServer.start(home.resolve("kafka"));
        vertx = Vertx.vertx();
        observer = pool("observer");
        try (var migration = OutboxRelay.class.getResourceAsStream("/db/outbox/V0_1__outbox.sql")) {
            String sql = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
            OutboxRelaysIT.<RowSet<Row>>done(observer.query(sql).execute());
        }
    }

    @AfterAll
    static void stopParts() throws IOException {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        kafka.stop();
        postgres.stop();
        Trees.delete(home);
    }

    @AfterEach
    void stopRelays() {
        relays.forEach(OutboxRelay::close);
        pools.forEach(pool -> done(pool.close()));
    }

    @Test
    void everyEventArrivesInOrderWhileRelaysLoseTheirConnectionsAgainAndAgain() throws Exception {
        relay("first");
        relay("second");

        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(writer -> new Thread(() -> append(writer, 300)))
                .toList();
        writers.forEach(Thread::start);
        for (int i = 0; writers.stream().anyMatch(Thread::isAlive); i++) {
            cut(i % 2 == 0 ? "first" : "second");
            writers.get(i % writers.size()).join(150);
        }

        awaitNothingUnsent();
        Map<String, List<Long>> seen = sequences();
        assertThat(seen).hasSize(40);
        assertThat(seen.values()).allSatisfy(sequences -> assertThat(
                        sequences.stream().distinct().toList())
                .as("the first time that each is seen")
                .isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList()));
    }

    @Test
    void theShardsOfARelayThatDiesGoToTheOther() {
        relay("dies");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shardsOf("dies")).isEqualTo(8));
        relay("lives");

        done(pools.get(0).close());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shardsOf("lives")).isEqualTo(8));
        append(0, 10);
        awaitNothingUnsent();
        assertThat(sequences()).hasSize(10);
    }

    @Test
    void theShardsOfARelayThatHangsGoToTheOther() {
        CountDownLatch end = new CountDownLatch(1);
        OutboxRelay hanging = new OutboxRelay(
                ownPool("hangs"),
                () -> new MockProducer<>(true, null, new StringSerializer(), new StringSerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<String, String> message, Callback sent) {
                        try {
                            end.await();
                        } catch (InterruptedException closed) {
                            Thread.currentThread().interrupt();
                        }
                        throw new IllegalStateException("it came back too late");
                    }
                },
                "/waybill/test",
                JSON);
        hanging.start();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shardsOf("hangs")).isEqualTo(8));
        append(0, 10);
        relay("works");

        awaitNothingUnsent();

        assertThat(shardsOf("works")).isEqualTo(8);
        assertThat(sequences()).hasSize(10);
        end.countDown();
        hanging.close();
    }

    @Test
    void sentEventsAreForgottenAfterSevenDaysHoweverManyAndNoUnsentOneIs() {
        sql(
                "insert into outbox (topic, subject, sequence, type, data, shard, created_at, sent_at) select 't', 'old-' || n, 1,"
                        + " 'x', '{}', 0, now() - interval '9 days', now() - interval '8 days' from generate_series(1, 25000) n");
        sql(
                "insert into outbox (topic, subject, sequence, type, data, shard, created_at, sent_at) values ('t', 'young', 1,"
                        + " 'x', '{}', 0, now() - interval '9 days', now() - interval '6 days')");
        append(0, 1);
        sql("update outbox set created_at = now() - interval '30 days' where subject = '" + subject(0, 0) + "'");

        relay("cleans");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(number("select count(*) from outbox where subject like 'old-%'"))
                        .isZero());
        awaitNothingUnsent();
        assertThat(number("select count(*) from outbox where subject in ('young', '" + subject(0, 0) + "')"))
                .isEqualTo(2);
        sql("delete from outbox where subject = 'young'");
    }

    private void relay(String name) {
        OutboxRelay relay = new OutboxRelay(
                ownPool(name), () -> OutboxProducer.connect(kafka.bootstrapServers()), "/waybill/test", JSON);
        relay.start();
        relays.add(relay);
    }

    private Pool ownPool(String name) {
        Pool pool = pool(name);
        pools.add(pool);
        return pool;
    }

    private static Pool pool(String name) {
        PgConnectOptions address = PgConnectOptions.fromUri(postgres.url(DATABASE))
                .setUser(postgres.user(DATABASE))
                .setPassword(postgres.password(DATABASE))
                .addProperty("application_name", name);
        return Pool.pool(vertx, address, new PoolOptions().setMaxSize(2));
    }

    /** Events of ten subjects of this writer's own, in turn. */
    private void append(int writer, int count) {
        for (int i = 0; i < count; i++) {
            String subject = subject(writer, i % 10);
            String data = "{\"fileId\": \"%s\", \"owner\": \"alice\", \"path\": \"a\"}".formatted(UUID.randomUUID());
            done(observer.preparedQuery("select outbox_append($1, $2, $3, $4::text::jsonb)")
                    .execute(Tuple.of("outbox." + run, subject, EventType.FILE_DELETED.type(), data)));
        }
    }

    private String subject(int writer, int number) {
        return run + "-" + writer + "-" + number;
    }

    /** Ends every connection of a relay's pool from the server's side. */
    private static void cut(String relay) {
        sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + relay + "'");
    }

    private static long shardsOf(String relay) {
        return number("select count(*) from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and"
                + " application_name = '" + relay + "'");
    }

    private static void awaitNothingUnsent() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(number("select count(*) from outbox where sent_at is null"))
                        .isZero());
    }

    /** What Kafka holds of this run: the sequences of each subject as they came. */
    private Map<String, List<Long>> sequences() {
        Map<String, List<Long>> bySubject = new LinkedHashMap<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor("outbox." + run).stream()
                    .map(p -> new org.apache.kafka.common.TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(message -> bySubject
                        .computeIfAbsent(message.key(), subject -> new ArrayList<>())
                        .add(sequence(message.value())));
            }
        }
        return bySubject;
    }

    private static long sequence(String event) {
        try {
            return JSON.readTree(event).path("sequence").asLong();
        } catch (IOException notJson) {
            throw new AssertionError(event, notJson);
        }
    }

    private static void sql(String statement) {
        OutboxRelaysIT.<RowSet<Row>>done(observer.query(statement).execute());
    }

    private static long number(String query) {
        return OutboxRelaysIT.<RowSet<Row>>done(observer.query(query).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static <T> T done(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

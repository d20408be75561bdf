package io.waybill.metadata.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.waybill.contracts.event.Topics;
import io.waybill.metadata.events.KafkaAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads what is told of uploads on a thread of its own and has it written down; replicas share the partitions. Where it is in
 * them is noted after that: what a crash interrupts is read twice and changes nothing. What Kafka no longer has it reads from the
 * beginning of what is there; what Kafka has lost comes again by {@code ./waybill replay}.
 */
@ApplicationScoped
public class HistoryFeed {
    private static final Logger LOG = Logger.getLogger(HistoryFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String kafka;
    private final HistoryConfig config;
    private final HistoryMetrics metrics;
    private final StepReader reader;
    private final ProjectTransfers project;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "waybill-history");
    private boolean awayIsLogged;
    private Duration pause = FIRST_PAUSE;

    /** A feed that starts with the application. */
    public HistoryFeed(
            KafkaAddress kafka,
            HistoryConfig config,
            HistoryMetrics metrics,
            ObjectMapper json,
            ProjectTransfers project) {
        this.kafka = kafka.bootstrapServers();
        this.config = config;
        this.metrics = metrics;
        this.reader = new StepReader(json, config.maxRecordBytes(), metrics);
        this.project = project;
        thread.setDaemon(true);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stop.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    /** Whether the thread that reads is running: a service where it is not must be restarted. */
    boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        while (!stopped(Duration.ZERO)) {
            Consumer<byte[], byte[]> consumer = null;
            try {
                consumer = connect();
                follow(consumer);
            } catch (HistoryUnreachable | RuntimeException e) {
                away(e);
            } catch (InterruptedException e) {
                return;
            } finally {
                if (consumer != null) {
                    close(consumer);
                }
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) throws HistoryUnreachable, InterruptedException {
        consumer.subscribe(List.of(Topics.TRANSFERS));
        while (!stopped(Duration.ZERO)) {
            ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
            if (some.isEmpty()) {
                continue;
            }
            StepReader.Batch batch = reader.batch();
            for (ConsumerRecord<byte[], byte[]> one : some) {
                batch.add(one);
            }
            metrics.refused(project.apply(batch.steps()));
            batch.events().forEach(metrics::written);
            consumer.commitSync();
            back();
            stopped(config.pace());
        }
    }

    private Consumer<byte[], byte[]> connect() {
        return new KafkaConsumer<>(
                Map.ofEntries(
                        Map.entry("bootstrap.servers", kafka),
                        Map.entry("client.id", "waybill-history"),
                        Map.entry("group.id", config.group()),
                        Map.entry("enable.auto.commit", false),
                        Map.entry("auto.offset.reset", "earliest"),
                        Map.entry("allow.auto.create.topics", false),
                        Map.entry("max.poll.records", config.batch()),
                        // A topic that is made later is found within so many.
                        Map.entry("metadata.max.age.ms", 5_000),
                        Map.entry("session.timeout.ms", 10_000),
                        Map.entry("heartbeat.interval.ms", 3_000),
                        Map.entry("reconnect.backoff.max.ms", 1_000),
                        Map.entry("default.api.timeout.ms", 10_000),
                        Map.entry("request.timeout.ms", 8_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.close(CloseOptions.timeout(CLOSING));
        } catch (RuntimeException away) {
            LOG.debugf(away, "Left without a word to Kafka");
        }
    }

    private void back() {
        awayIsLogged = false;
        pause = FIRST_PAUSE;
    }

    private void away(Exception cause) {
        metrics.failed();
        if (!awayIsLogged) {
            LOG.warnf("The history waits (%s): trying again until Kafka and the database are there", cause);
            awayIsLogged = true;
        }
        stopped(pause);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private boolean stopped(Duration wait) {
        try {
            return stop.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}

package io.waybill.transfer.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.Topics;
import io.waybill.contracts.event.UploadProgressed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Tells {@link Topics#PROGRESS} the latest progress of every upload, at most four times a second each.
 *
 * <p>A report replaces the one before it in a map, so that memory is bound by the uploads that are active; one thread of
 * its own sends. Kafka away costs that thread a moment and nobody else anything; what it misses is lost.
 */
@ApplicationScoped
public class ProgressFeed {
    private static final Logger LOG = Logger.getLogger(ProgressFeed.class);
    private static final String SOURCE = "/waybill/transfer-service";

    private final ObjectMapper json;
    private final ProgressSettings settings;
    private final KafkaAddress kafka;
    private final Map<UUID, UploadProgressed> latest = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress-feed");
        thread.setDaemon(true);
        return thread;
    });
    private KafkaProducer<String, String> producer;

    ProgressFeed(ObjectMapper json, ProgressSettings settings, KafkaAddress kafka) {
        this.json = json;
        this.settings = settings;
        this.kafka = kafka;
    }

    /** Notes how far an upload is. Costs a map entry; never blocks, never fails. */
    public void report(UploadProgressed progress) {
        if (kafka.bootstrapServers().isPresent()) {
            latest.put(progress.uploadId(), progress);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A round keeps its failures to itself, and is ended by the shutdown.
    void start(@Observes StartupEvent started) {
        if (kafka.bootstrapServers().isPresent()) {
            long millis = settings.interval().toMillis();
            sender.scheduleWithFixedDelay(this::flush, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        sender.shutdownNow();
        if (producer != null) {
            producer.close(Duration.ofMillis(200));
        }
    }

    private void flush() {
        try {
            for (UUID id : List.copyOf(latest.keySet())) {
                UploadProgressed progress = latest.remove(id);
                if (progress != null) {
                    send(progress);
                }
            }
        } catch (RuntimeException away) {
            LOG.debugf(away, "progress was not told");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Progress that is lost is made good by the next.
    private void send(UploadProgressed progress) {
        CloudEvent event = new CloudEvent(
                "1.0",
                UUID.randomUUID().toString(),
                SOURCE,
                progress.type(),
                progress.subject(),
                Instant.now(),
                "application/json",
                null,
                progress);
        try {
            producer().send(new ProducerRecord<>(Topics.PROGRESS, progress.subject(), json.writeValueAsString(event)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private KafkaProducer<String, String> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            kafka.bootstrapServers().orElseThrow(),
                            ProducerConfig.CLIENT_ID_CONFIG,
                            "waybill-progress",
                            ProducerConfig.ACKS_CONFIG,
                            "0",
                            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                            false,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            50L,
                            ProducerConfig.BUFFER_MEMORY_CONFIG,
                            1L << 20,
                            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            2_000,
                            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                            3_000,
                            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                            5_000L),
                    new StringSerializer(),
                    new StringSerializer());
        }
        return producer;
    }
}

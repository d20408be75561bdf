package io.waybill.notification.inbox;

import io.waybill.contracts.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Connections to Kafka, and the topics that must be there. */
final class KafkaClients {
    static final List<String> TOPICS = List.of(Topics.TRANSFERS, Topics.FILES, Topics.PROGRESS);

    private final InboxConfig config;

    KafkaClients(InboxConfig config) {
        this.config = config;
    }

    /** A consumer in no group, which commits nothing: every replica reads every partition. */
    Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        config.kafka(),
                        "client.id",
                        "waybill-notification",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "none",
                        "allow.auto.create.topics",
                        false,
                        "metadata.max.age.ms",
                        10_000,
                        "reconnect.backoff.max.ms",
                        1_000,
                        "default.api.timeout.ms",
                        Math.toIntExact(config.probeTimeout().toMillis()),
                        "request.timeout.ms",
                        Math.toIntExact(config.probeTimeout().toMillis())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Creates those of the three topics that are missing. May be called again.
     *
     * @throws KafkaException when the broker does not answer or refuses
     */
    void createTopics() {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers", config.kafka(),
                "client.id", "waybill-notification-topics",
                "default.api.timeout.ms", Math.toIntExact(config.probeTimeout().toMillis()),
                "request.timeout.ms", Math.toIntExact(config.probeTimeout().toMillis())))) {
            Set<String> there = admin.listTopics().names().get(timeoutMillis(), TimeUnit.MILLISECONDS);
            for (String topic : TOPICS) {
                if (!there.contains(topic)) {
                    create(admin, topic);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the topics could not be listed or created", e);
        }
    }

    private void create(Admin admin, String topic) throws InterruptedException, ExecutionException, TimeoutException {
        NewTopic wanted = new NewTopic(topic, Optional.of(config.partitions()), Optional.empty());
        try {
            admin.createTopics(List.of(wanted)).all().get(timeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private long timeoutMillis() {
        return config.probeTimeout().plus(Duration.ofSeconds(1)).toMillis();
    }
}

package io.waybill.kit.outbox;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka producer for the outbox: idempotent, acknowledged by all replicas, and quick to say that Kafka is away. */
public final class OutboxProducer {
    private OutboxProducer() {}

    /** A producer to {@code bootstrapServers}; fails when none of their names can be resolved. The caller closes it. */
    public static Producer<String, String> connect(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000,
                        ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024),
                new StringSerializer(),
                new StringSerializer());
    }
}

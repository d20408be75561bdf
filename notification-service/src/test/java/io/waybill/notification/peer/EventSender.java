package io.waybill.notification.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.WaybillEvent;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends events as the outbox relays do. */
public final class EventSender implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final KafkaProducer<String, String> producer;

    public EventSender(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "max.block.ms", 10_000),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Sends {@code payload} and waits until the broker has it. */
    public void send(WaybillEvent payload, Long sequence) {
        await(sendLater(payload, sequence));
    }

    /** Sends {@code payload} and does not wait. */
    public Future<RecordMetadata> sendLater(WaybillEvent payload, Long sequence) {
        CloudEvent event = new CloudEvent(
                "1.0",
                UUID.randomUUID().toString(),
                "/waybill/transfer-service",
                payload.type(),
                payload.subject(),
                Instant.now(),
                "application/json",
                sequence,
                payload);
        try {
            return producer.send(
                    new ProducerRecord<>(payload.type().topic(), payload.subject(), JSON.writeValueAsString(event)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends {@code value} as it is. */
    public void sendRaw(String topic, String key, String value) {
        await(producer.send(new ProducerRecord<>(topic, key, value)));
    }

    @Override
    public void close() {
        producer.close();
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}

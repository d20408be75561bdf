package io.waybill.stack.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.process.Listening;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {
    @TempDir
    Path home;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        try (KafkaServer server = KafkaServer.start(home)) {
            send(server, "parcel", "seven");
            assertThat(Listening.beyondThisMachine(server.pid())).isEmpty();

            server.kill();
            assertThat(server.isAlive()).isFalse();
            server.start();

            assertThat(firstOf(server, "parcel")).isEqualTo("seven");
        }
    }

    @Test
    void itIsReadyWhateverItLogs() throws Exception {
        try (KafkaServer server = KafkaServer.start(home, Path.of("/dev/null"), 0)) {
            send(server, "parcel", "seven");

            server.kill();
            server.start();

            assertThat(firstOf(server, "parcel")).isEqualTo("seven");
        }
    }

    private static void send(KafkaServer server, String topic, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static String firstOf(KafkaServer server, String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        server.bootstrapServers(),
                        "group.id",
                        "it",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
                                    return found.value();
                                }
                                return null;
                            },
                            value -> value != null);
        }
    }
}

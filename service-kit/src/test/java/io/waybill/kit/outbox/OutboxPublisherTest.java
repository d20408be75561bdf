package io.waybill.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.waybill.contracts.event.Topics;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class OutboxPublisherTest {
    private static final String SUBJECT_A = "0190b5a0-0000-7000-8000-00000000000a";
    private static final String SUBJECT_B = "0190b5a0-0000-7000-8000-00000000000b";

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final Set<String> refusedSubjects = new HashSet<>();
    private final MockProducer<String, String> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new StringSerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(ProducerRecord<String, String> message, Callback sent) {
                    if (refusedSubjects.contains(message.key())) {
                        throw new KafkaException("away");
                    }
                    return super.send(message, sent);
                }
            };
    private final OutboxPublisher publisher = new OutboxPublisher(kafka, "/waybill/test", json);

    @Test
    void sendsTheEnvelopeWithTheSubjectAsItsKey() throws Exception {
        OutboxRow row = row(1, SUBJECT_A, 7);

        assertThat(publisher.publish(List.of(row))).containsExactly(1L);

        ProducerRecord<String, String> message = kafka.history().get(0);
        assertThat(message.topic()).isEqualTo(Topics.FILES);
        assertThat(message.key()).isEqualTo(SUBJECT_A);
        assertThat(json.readTree(message.value()))
                .isEqualTo(json.readTree("""
                                {"specversion": "1.0", "id": "%s", "source": "/waybill/test",
                                 "type": "io.waybill.file.deleted.v1", "subject": "%s", "time": "2026-11-20T12:00:00Z",
                                 "datacontenttype": "application/json", "sequence": 7,
                                 "data": {"fileId": "%s", "owner": "alice", "path": "a"}}""".formatted(row.eventId(), SUBJECT_A, SUBJECT_A)));
    }

    @Test
    void keepsTheOrderOfEachSubject() throws Exception {
        publisher.publish(
                List.of(row(1, SUBJECT_A, 1), row(2, SUBJECT_A, 2), row(3, SUBJECT_B, 1), row(4, SUBJECT_A, 3)));

        assertThat(kafka.history())
                .filteredOn(message -> message.key().equals(SUBJECT_A))
                .extracting(message ->
                        json.readTree(message.value()).path("sequence").asInt())
                .containsExactly(1, 2, 3);
    }

    @Test
    void afterAFailureNothingOfThatSubjectOvertakes() throws Exception {
        refusedSubjects.add(SUBJECT_B);

        List<Long> sent = publisher.publish(List.of(row(1, SUBJECT_A, 1), row(2, SUBJECT_B, 1), row(3, SUBJECT_B, 2)));

        assertThat(sent).containsExactly(1L);
        assertThat(publisher.lastFailure()).hasMessage("away");
    }

    @Test
    void anEventOfATypeWeDoNotKnowStaysAndOthersGo() throws Exception {
        OutboxRow unknown = new OutboxRow(
                2,
                UUID.randomUUID(),
                Topics.FILES,
                SUBJECT_B,
                1,
                "io.waybill.unknown.v9",
                "{}",
                OffsetDateTime.now(ZoneOffset.UTC));

        assertThat(publisher.publish(List.of(unknown, row(1, SUBJECT_A, 1)))).containsExactly(1L);
    }

    private static OutboxRow row(long id, String subject, long sequence) {
        return new OutboxRow(
                id,
                UUID.randomUUID(),
                Topics.FILES,
                subject,
                sequence,
                "io.waybill.file.deleted.v1",
                "{\"fileId\": \"%s\", \"owner\": \"alice\", \"path\": \"a\"}".formatted(subject),
                OffsetDateTime.parse("2026-11-20T12:00:00Z"));
    }
}

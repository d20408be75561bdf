package io.waybill.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.sqlclient.Row;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.EventType;
import java.time.OffsetDateTime;
import java.util.UUID;

/** One event that waits to be sent. */
record OutboxRow(
        long id,
        UUID eventId,
        String topic,
        String subject,
        long sequence,
        String type,
        String data,
        OffsetDateTime createdAt) {

    static OutboxRow of(Row row) {
        return new OutboxRow(
                row.getLong("id"),
                row.getUUID("event_id"),
                row.getString("topic"),
                row.getString("subject"),
                row.getLong("sequence"),
                row.getString("type"),
                row.getString("data"),
                row.getOffsetDateTime("created_at"));
    }

    /** The event as it goes over the wire: structured CloudEvents JSON, the same bytes each time it is sent. */
    String cloudEvent(String source, ObjectMapper json) throws JsonProcessingException {
        EventType known = EventType.named(type)
                .orElseThrow(
                        () -> new IllegalStateException("The outbox holds an event of unknown type " + type + "."));
        return json.writeValueAsString(new CloudEvent(
                "1.0",
                eventId.toString(),
                source,
                known,
                subject,
                createdAt.toInstant(),
                "application/json",
                sequence,
                json.readValue(data, known.payload())));
    }
}

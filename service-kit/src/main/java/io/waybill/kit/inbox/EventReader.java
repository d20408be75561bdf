package io.waybill.kit.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.event.CloudEvent;
import io.waybill.contracts.event.EventType;
import io.waybill.contracts.event.FileEvent;
import io.waybill.contracts.event.TransferEvent;
import io.waybill.contracts.event.UploadProgressed;
import io.waybill.contracts.event.WaybillEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Reads the value of a Kafka record: whatever is in it, what comes out is an event, nothing, or a failure that names the fault. */
public final class EventReader {
    private final ObjectMapper json;
    private final int maxBytes;

    /**
     * A reader.
     *
     * @param json passes over members that it does not know, and reads {@code Instant} from ISO 8601
     * @param maxBytes a longer record is malformed
     */
    public EventReader(ObjectMapper json, int maxBytes) {
        this.json = json;
        this.maxBytes = maxBytes;
    }

    /**
     * The event in {@code value}; empty when a newer service sent a type that we do not know.
     *
     * @throws MalformedRecordException when it is no event at all
     */
    public Optional<CloudEvent> read(byte[] value) throws MalformedRecordException {
        if (value == null) {
            throw new MalformedRecordException("it has no value", null);
        }
        if (value.length > maxBytes) {
            throw new MalformedRecordException("its %d bytes are more than %d".formatted(value.length, maxBytes), null);
        }
        JsonNode tree = tree(value);
        String type = tree.path("type").textValue();
        if (type == null) {
            throw new MalformedRecordException("it has no type", null);
        }
        if (EventType.named(type).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(complete(event(tree)));
    }

    private JsonNode tree(byte[] value) throws MalformedRecordException {
        try {
            return json.readTree(value);
        } catch (IOException e) {
            throw new MalformedRecordException("it is not JSON", e);
        }
    }

    private CloudEvent event(JsonNode tree) throws MalformedRecordException {
        try {
            return json.treeToValue(tree, CloudEvent.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new MalformedRecordException("its members do not fit its type", e);
        }
    }

    private static CloudEvent complete(CloudEvent event) throws MalformedRecordException {
        WaybillEvent payload = event.data();
        if (payload == null || payload.type() != event.type()) {
            throw new MalformedRecordException("it has no data of its type", null);
        }
        if (payload.owner() == null || event.source() == null || event.subject() == null) {
            throw new MalformedRecordException("it lacks an owner, a source or a subject", null);
        }
        if (!event.subject().equals(String.valueOf(idOf(payload)))) {
            throw new MalformedRecordException("its subject is not what its data is about", null);
        }
        return event;
    }

    private static UUID idOf(WaybillEvent payload) {
        if (payload instanceof TransferEvent transfer) {
            return transfer.uploadId();
        }
        return payload instanceof FileEvent file ? file.fileId() : ((UploadProgressed) payload).uploadId();
    }
}

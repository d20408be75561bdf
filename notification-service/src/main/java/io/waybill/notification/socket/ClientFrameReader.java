package io.waybill.notification.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.notification.fanout.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads what clients send. */
@ApplicationScoped
class ClientFrameReader {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final ObjectMapper json;

    ClientFrameReader(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The frame in {@code text}.
     *
     * @throws WaybillException {@code malformed_request} when it is none
     */
    ClientFrame read(String text) {
        JsonNode frame = tree(text);
        return switch (word(frame, "type")) {
            case "subscribe" -> new ClientFrame.Subscribe(topic(frame));
            case "unsubscribe" -> new ClientFrame.Unsubscribe(topic(frame));
            case "ping" -> new ClientFrame.Ping();
            default -> throw malformed("The type of a frame is subscribe, unsubscribe or ping.");
        };
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed("A frame is one JSON object.");
        }
    }

    private static Topic topic(JsonNode frame) {
        return switch (word(frame, "topic")) {
            case "uploads" -> new Topic.Mine();
            case "upload" -> new Topic.OneUpload(id(word(frame, "id")));
            case "all" -> new Topic.Everyones();
            default -> throw malformed("The topic is uploads, upload with an id, or all.");
        };
    }

    private static UUID id(String text) {
        if (!ID.matcher(text).matches()) {
            throw malformed("The id of an upload is a UUID.");
        }
        return UUID.fromString(text);
    }

    private static String word(JsonNode frame, String member) {
        return frame.path(member).isTextual() ? frame.path(member).textValue() : "";
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}

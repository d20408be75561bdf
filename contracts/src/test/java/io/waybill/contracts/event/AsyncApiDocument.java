package io.waybill.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The AsyncAPI 3 document of the topics, made from the event records, their comments and the golden files. */
final class AsyncApiDocument {
    private static final String NEWER = "not told before";

    private final ObjectMapper json;
    private final Function<EventType, JsonNode> golden;
    private final ObjectNode document;

    private AsyncApiDocument(ObjectMapper json, Function<EventType, JsonNode> golden) {
        this.json = json;
        this.golden = golden;
        this.document = json.createObjectNode();
    }

    /** The document; {@code golden} gives an example of every event. */
    static ObjectNode of(ObjectMapper json, Function<EventType, JsonNode> golden) {
        AsyncApiDocument made = new AsyncApiDocument(json, golden);
        made.head();
        made.channels();
        made.operations();
        made.components();
        return made.document;
    }

    private void head() {
        document.put("asyncapi", "3.0.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Waybill events");
        info.put("version", "1.0.0");
        info.put(
                "description",
                "What happens to uploads and files, as CloudEvents 1.0 in structured JSON on Kafka. Lifecycle events are written"
                        + " in the transaction that they tell of and sent at least once, in order per key: a consumer keeps the highest"
                        + " `sequence` of each `source` and `subject`, and passes over what it has seen. Fields are added, never"
                        + " changed or removed: pass over those that you do not know, and over types that you do not know. See"
                        + " docs/events.md.");
        info.putObject("license").put("name", "Apache-2.0");
        document.put("defaultContentType", "application/json");
        ObjectNode kafka = document.putObject("servers").putObject("kafka");
        kafka.put("host", "{bootstrap}");
        kafka.put("protocol", "kafka");
        kafka.put("description", "The broker that WAYBILL_KAFKA names.");
        kafka.putObject("variables").putObject("bootstrap").put("default", "127.0.0.1:9092");
    }

    private void channels() {
        ObjectNode channels = document.putObject("channels");
        for (String topic : topics()) {
            ObjectNode channel = channels.putObject(shortName(topic));
            channel.put("address", topic);
            channel.put(
                    "description",
                    Javadoc.of(Topics.class).constant(shortName(topic).toUpperCase(Locale.ROOT)));
            ObjectNode messages = channel.putObject("messages");
            for (EventType type : on(topic)) {
                messages.putObject(name(type)).put("$ref", "#/components/messages/" + name(type));
            }
        }
    }

    private void operations() {
        ObjectNode operations = document.putObject("operations");
        for (String topic : topics()) {
            ObjectNode operation = operations.putObject("tell" + capital(shortName(topic)));
            operation.put("action", "send");
            operation.putObject("channel").put("$ref", "#/channels/" + shortName(topic));
            operation.put("summary", "Waybill tells; whoever may read the topic reads it.");
        }
    }

    private void components() {
        ObjectNode components = document.putObject("components");
        ObjectNode messages = components.putObject("messages");
        ObjectNode schemas = components.putObject("schemas");
        for (EventType type : EventType.values()) {
            message(messages.putObject(name(type)), type);
            record(schemas.putObject(name(type)), type.payload());
        }
    }

    private void message(ObjectNode message, EventType type) {
        message.put("name", type.type());
        message.put("title", name(type));
        message.put("summary", Javadoc.of(type.payload()).sentence());
        message.put("contentType", "application/json");
        ObjectNode key = message.putObject("bindings").putObject("kafka").putObject("key");
        key.put("type", "string").put("format", "uuid").put("description", "The subject.");
        ObjectNode payload = message.putObject("payload");
        JsonNode example = golden.apply(type);
        payload.put("type", "object");
        ArrayNode required = payload.putArray("required");
        ObjectNode properties = payload.putObject("properties");
        Map<String, String> said = Javadoc.of(CloudEvent.class).parameters();
        for (RecordComponent component : CloudEvent.class.getRecordComponents()) {
            String name = component.getName();
            if (!example.has(name)) {
                continue;
            }
            required.add(name);
            ObjectNode property = properties.putObject(name);
            switch (name) {
                case "specversion", "datacontenttype", "source", "type" ->
                    property.put("const", example.path(name).asText());
                case "subject" -> property.put("type", "string").put("format", "uuid");
                case "data" -> property.put("$ref", "#/components/schemas/" + name(type));
                default -> simple(property, component.getType(), false);
            }
            if (!name.equals("data")) {
                property.put("description", said.get(name));
            }
        }
        ObjectNode shown = message.putArray("examples").addObject();
        shown.put("name", type.type());
        shown.set("payload", example);
    }

    private void record(ObjectNode schema, Class<?> type) {
        Javadoc comment = Javadoc.of(type);
        Map<String, String> said = comment.parameters();
        schema.put("type", "object");
        schema.put("description", comment.sentence());
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            String words = said.get(component.getName());
            if (words == null) {
                throw new AssertionError(type.getSimpleName() + " says nothing of " + component.getName());
            }
            if (!words.contains(NEWER)) {
                required.add(component.getName());
            }
            ObjectNode property = properties.putObject(component.getName());
            simple(property, component.getType(), words.contains("null"));
            property.put("description", words);
        }
    }

    private void simple(ObjectNode property, Class<?> type, boolean orNull) {
        if (type.isEnum() && type != ErrorCode.class) {
            property.set("enum", json.valueToTree(type.getEnumConstants()));
            return;
        }
        // Codes of problems become more: a consumer that listed them would have to be told.
        String kind = kind(type);
        if (orNull) {
            property.putArray("type").add(kind).add("null");
        } else {
            property.put("type", kind);
        }
        if (type == UUID.class) {
            property.put("format", "uuid");
        } else if (type == Instant.class) {
            property.put("format", "date-time");
        } else if (type == Sha256.class) {
            property.put("pattern", "^[0-9a-f]{64}$");
        } else if (type == List.class) {
            property.putObject("items").put("type", "string");
        } else if (type == Map.class) {
            property.putObject("additionalProperties").put("type", "string");
        } else if (kind.equals("integer")) {
            property.put("format", type == int.class || type == Integer.class ? "int32" : "int64");
        }
    }

    private static String kind(Class<?> type) {
        if (List.of(String.class, UUID.class, Instant.class, Sha256.class, ErrorCode.class)
                .contains(type)) {
            return "string";
        }
        if (List.of(int.class, Integer.class, long.class, Long.class).contains(type)) {
            return "integer";
        }
        if (type == boolean.class) {
            return "boolean";
        }
        if (type == List.class) {
            return "array";
        }
        if (type == Map.class) {
            return "object";
        }
        throw new AssertionError("no event has had a " + type + " so far: say here what it is in JSON");
    }

    static List<String> topics() {
        return Arrays.stream(Topics.class.getFields())
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException hidden) {
                        throw new AssertionError(hidden);
                    }
                })
                .toList();
    }

    private static List<EventType> on(String topic) {
        return Arrays.stream(EventType.values())
                .filter(type -> type.topic().equals(topic))
                .toList();
    }

    private static String name(EventType type) {
        return type.payload().getSimpleName();
    }

    private static String shortName(String topic) {
        return topic.substring(topic.lastIndexOf('.') + 1);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}

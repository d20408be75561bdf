package io.waybill.system.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The document that the gateway serves, and what it says of operations and examples. */
final class OpenApiDocument {
    private static final Set<String> VERBS = Set.of("get", "head", "put", "post", "patch", "delete", "options");
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode document;

    OpenApiDocument(JsonNode document) {
        this.document = document;
    }

    /** Something that can be asked, with the parameters of its path. */
    record Operation(String verb, String path, JsonNode says, List<JsonNode> parameters) {
        /** Whether it is for an admin alone. */
        boolean isForAdmins() {
            return says.path("summary").asText().contains("(admin)");
        }

        @Override
        public String toString() {
            return verb.toUpperCase(java.util.Locale.ROOT) + " " + path;
        }
    }

    /** A value that is shown for a schema; a media type where it is a body. */
    record Example(String mediaType, JsonNode value, JsonNode schema) {}

    List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> verb : path.getValue().properties()) {
                if (VERBS.contains(verb.getKey())) {
                    List<JsonNode> parameters = new ArrayList<>();
                    path.getValue().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
                    verb.getValue().path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
                    all.add(new Operation(verb.getKey(), path.getKey(), verb.getValue(), parameters));
                }
            }
        }
        return all;
    }

    /** The bodies that are shown for a request. */
    List<Example> bodies(Operation operation) {
        return examples(operation.says().path("requestBody").path("content"));
    }

    /** The parameters of which a value is shown. */
    List<JsonNode> shown(Operation operation) {
        return operation.parameters().stream()
                .filter(parameter -> parameter.has("example"))
                .toList();
    }

    /** What an operation answers with that status; missing when that is not said. */
    JsonNode answer(Operation operation, int status) {
        return resolved(operation.says().path("responses").path(Integer.toString(status)));
    }

    /** Everything that is shown of answers, by where. */
    List<Example> answers(Operation operation) {
        List<Example> all = new ArrayList<>();
        operation.says().path("responses").forEach(answer -> {
            all.addAll(examples(resolved(answer).path("content")));
            resolved(answer).path("headers").forEach(header -> add(all, null, resolved(header)));
        });
        return all;
    }

    private static List<Example> examples(JsonNode content) {
        List<Example> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> type : content.properties()) {
            add(all, type.getKey(), type.getValue());
        }
        return all;
    }

    private static void add(List<Example> all, String mediaType, JsonNode shown) {
        if (shown.has("example")) {
            all.add(new Example(mediaType, shown.path("example"), shown.path("schema")));
        }
        shown.path("examples").forEach(one -> all.add(new Example(mediaType, one.path("value"), shown.path("schema"))));
    }

    /** What about {@code value} is not as {@code schema} says. */
    Set<ValidationMessage> faults(JsonNode value, JsonNode schema) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.putArray("allOf").add(schema);
        root.set("components", document.path("components"));
        return SCHEMAS.getSchema(root, STRICT).validate(value);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}

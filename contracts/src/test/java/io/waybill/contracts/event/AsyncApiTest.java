package io.waybill.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/asyncapi.json} says what the code says: no event, field or topic more or less. */
class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "asyncapi.json");
    private static final Path MADE = Path.of("target", "asyncapi.json");
    private static final Path GOLDEN = Path.of("src", "test", "resources", "events");

    private final ObjectMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Test
    void theDocumentIsTheOneThatTheCodeMakes() throws IOException {
        String made = json.writeValueAsString(document()) + '\n';
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, made);

        assertThat(DOCUMENT)
                .as("What was made is contracts/target/asyncapi.json: if it says what you mean, copy it to docs/")
                .hasContent(made);
    }

    @Test
    void everyEventIsOfOneTypeAndHasItsGoldenFile() throws IOException {
        Set<Class<?>> records = new TreeSet<>((one, other) -> one.getName().compareTo(other.getName()));
        leaves(WaybillEvent.class, records);
        Set<String> files;
        try (Stream<Path> all = Files.list(GOLDEN)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString().replaceFirst("(\\.queued)?\\.json$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        assertThat(records)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                        .<Class<?>>map(EventType::payload)
                        .toList());
        assertThat(files)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(EventType.values()).map(EventType::type).toList());
        assertThat(AsyncApiDocument.topics())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                        .map(EventType::topic)
                        .distinct()
                        .toList());
    }

    /** Also those that were told before fields were added. */
    @Test
    void everyGoldenFileFitsTheDocument() throws IOException {
        JsonNode messages = document().path("components").path("messages");
        JsonNode schemas = document().path("components").path("schemas");
        List<String> misfits = new ArrayList<>();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                JsonNode event = json.readTree(file.toFile());
                String name = EventType.named(event.path("type").asText())
                        .orElseThrow()
                        .payload()
                        .getSimpleName();
                misfits.addAll(misfits(file, event, messages.path(name).path("payload")));
                misfits.addAll(misfits(file, event.path("data"), schemas.path(name)));
            }
        }

        assertThat(misfits).isEmpty();
    }

    private static List<String> misfits(Path file, JsonNode object, JsonNode schema) {
        List<String> found = new ArrayList<>();
        schema.path("required").forEach(name -> {
            if (!object.has(name.asText())) {
                found.add(file + " lacks " + name);
            }
        });
        object.fieldNames().forEachRemaining(name -> {
            JsonNode property = schema.path("properties").path(name);
            if (property.isMissingNode()) {
                found.add(file + " has " + name);
            } else if (property.has("enum") && !contains(property.path("enum"), object.path(name))) {
                found.add(file + " has another " + name);
            }
        });
        return found;
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static void leaves(Class<?> type, Set<Class<?>> records) {
        if (type.isRecord()) {
            records.add(type);
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            leaves(permitted, records);
        }
    }

    private ObjectNode document() {
        return AsyncApiDocument.of(json, type -> {
            try {
                return json.readTree(GOLDEN.resolve(type.type() + ".json").toFile());
            } catch (IOException absent) {
                throw new UncheckedIOException(absent);
            }
        });
    }
}

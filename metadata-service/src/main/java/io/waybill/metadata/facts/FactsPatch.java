package io.waybill.metadata.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A JSON merge patch (RFC 7396) for the facts of a file: where it is, its tags and its attributes.
 *
 * @param patch the document
 */
record FactsPatch(JsonNode patch) {
    private static final Set<String> MEMBERS = Set.of("path", "tags", "attributes");
    private static final int MOST = 50;
    private static final int MAX_NAME_CHARACTERS = 100;
    private static final int MAX_VALUE_CHARACTERS = 1000;

    /** @throws WaybillException {@code malformed_request} for what is no JSON object, or has a member that cannot be changed */
    static FactsPatch of(String body, ObjectMapper json) {
        JsonNode patch;
        try {
            patch = json.readTree(body == null ? "" : body);
        } catch (JsonProcessingException broken) {
            throw malformed("The body is no JSON.");
        }
        if (!patch.isObject()) {
            throw malformed("The patch is a JSON object.");
        }
        patch.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw malformed("Only path, tags and attributes can be changed.");
            }
        });
        return new FactsPatch(patch);
    }

    /** The new path, or null when it stays. */
    FilePath path() {
        if (!patch.has("path")) {
            return null;
        }
        if (!patch.get("path").isTextual()) {
            throw malformed("The path is a string.");
        }
        return FilePath.of(patch.get("path").textValue());
    }

    /** The tags that {@code current} become; an array takes their place, null takes them away. */
    List<String> tags(List<String> current) {
        JsonNode wish = patch.get("tags");
        if (wish == null) {
            return current;
        }
        if (!wish.isArray() && !wish.isNull()) {
            throw malformed("The tags are an array of strings.");
        }
        Set<String> tags = new TreeSet<>();
        wish.forEach(tag -> tags.add(text("A tag", tag, MAX_NAME_CHARACTERS)));
        if (tags.size() > MOST) {
            throw malformed("A file has at most " + MOST + " tags.");
        }
        return List.copyOf(tags);
    }

    /** The attributes that {@code current} become: a string sets one, null takes it away, null for all takes all away. */
    Map<String, String> attributes(Map<String, String> current) {
        JsonNode wish = patch.get("attributes");
        if (wish == null) {
            return current;
        }
        if (!wish.isObject() && !wish.isNull()) {
            throw malformed("The attributes are an object of strings.");
        }
        Map<String, String> attributes = new TreeMap<>(wish.isNull() ? Map.of() : current);
        wish.properties().forEach(member -> {
            String name = plain("The name of an attribute", member.getKey(), MAX_NAME_CHARACTERS);
            if (member.getValue().isNull()) {
                attributes.remove(name);
            } else {
                attributes.put(name, text("The value of an attribute", member.getValue(), MAX_VALUE_CHARACTERS));
            }
        });
        if (attributes.size() > MOST) {
            throw malformed("A file has at most " + MOST + " attributes.");
        }
        return attributes;
    }

    private static String text(String what, JsonNode node, int maxCharacters) {
        return plain(what, node.isTextual() ? node.textValue() : "", maxCharacters);
    }

    static String plain(String what, String text, int maxCharacters) {
        boolean unspeakable = text.codePoints()
                .anyMatch(
                        c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE);
        if (text.isBlank() || text.length() > maxCharacters || unspeakable) {
            throw malformed(what + " is a string of 1 to " + maxCharacters + " characters without control characters.");
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}

package io.waybill.contracts.path;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Where a file lives in its owner's tree: segments joined by {@code /}, with no leading or trailing slash.
 *
 * <p>A path is always in Unicode NFC. A segment is 1 to 255 bytes of UTF-8, the whole at most 4096. Control characters,
 * bidirectional overrides, unpaired surrogates, backslashes, {@code .} and {@code ..} are refused. A path names a file to
 * people; it is never a key in the store.
 *
 * @param value the normalised path
 */
public record FilePath(@JsonValue String value) {
    /** The longest path, in bytes of UTF-8. */
    public static final int MAX_BYTES = 4096;

    /** The longest segment, in bytes of UTF-8. */
    public static final int MAX_SEGMENT_BYTES = 255;

    /** @throws WaybillException {@code invalid_path} when {@code value} is not normalised or breaks a rule */
    public FilePath {
        check(value);
    }

    /**
     * The path that {@code raw} means: normalised to NFC, without one leading slash.
     *
     * @throws WaybillException {@code invalid_path} with the rule that it breaks
     */
    @JsonCreator
    public static FilePath of(String raw) {
        if (raw == null) {
            throw invalid("The path is missing.");
        }
        String relative = raw.startsWith("/") ? raw.substring(1) : raw;
        return new FilePath(Normalizer.normalize(relative, Normalizer.Form.NFC));
    }

    /** The last segment. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return value;
    }

    private static void check(String path) {
        if (path.isEmpty()) {
            throw invalid("The path is empty: name the file.");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid("The path is longer than " + MAX_BYTES + " bytes.");
        }
        if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
            throw invalid("The path is not in Unicode NFC.");
        }
        path.codePoints().forEach(FilePath::checkCharacter);
        for (String segment : path.split("/", -1)) {
            checkSegment(segment);
        }
    }

    private static void checkSegment(String segment) {
        if (segment.isEmpty()) {
            throw invalid("The path has an empty segment: remove the doubled or trailing slash.");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw invalid("The path has a segment '" + segment + "': write the path out.");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
            throw invalid("A segment of the path is longer than " + MAX_SEGMENT_BYTES + " bytes.");
        }
    }

    private static void checkCharacter(int c) {
        if (c == '\\' || Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.SURROGATE) {
            throw invalid("The path has a character that is not allowed: U+%04X.".formatted(c));
        }
        if (isBidiControl(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
            throw invalid("The path has an invisible character that changes how it reads: U+%04X.".formatted(c));
        }
    }

    private static boolean isBidiControl(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static WaybillException invalid(String detail) {
        return new WaybillException(ErrorCode.INVALID_PATH, detail);
    }
}

package io.waybill.gateway.routing;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The path of a request target exactly as it was sent: never decoded, so that what is decided here is what the service
 * gets. Every form that two readers could understand differently is refused.
 *
 * @param segments what stands between the slashes, still percent-encoded; none for {@code /}
 */
public record RawPath(List<String> segments) {
    /** Copies the segments. */
    public RawPath {
        segments = List.copyOf(segments);
    }

    /**
     * The path in {@code target}, a request target in origin form (RFC 9112 §3.2.1), query included or not.
     *
     * @throws WaybillException {@code invalid_path} for any other form; for characters outside visible ASCII, {@code #} and
     *     {@code \}; for an incomplete percent-encoding or one of a control character, a slash or a backslash; for an empty,
     *     {@code .} or {@code ..} segment however it is written
     */
    public static RawPath of(String target) {
        if (!target.startsWith("/")) {
            throw invalid("The request target must be a path that starts with a slash.");
        }
        target.chars().forEach(RawPath::checkCharacter);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (path.length() == 1) {
            return new RawPath(List.of());
        }
        checkEncodings(path);
        List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
        segments.forEach(RawPath::checkSegment);
        return new RawPath(segments);
    }

    private static void checkCharacter(int c) {
        if (c <= ' ' || c > '~' || c == '#' || c == '\\') {
            throw invalid("The request target has a character that must be percent-encoded: U+%04X.".formatted(c));
        }
    }

    private static void checkEncodings(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            int high = at + 2 < path.length() ? Character.digit(path.charAt(at + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(path.charAt(at + 2), 16);
            if (low < 0) {
                throw invalid("The path has an incomplete percent-encoding.");
            }
            int octet = high * 16 + low;
            if (octet < ' ' || octet == 0x7F || octet == '/' || octet == '\\') {
                throw invalid("The path has a percent-encoding that is not allowed: %%%02X.".formatted(octet));
            }
        }
    }

    private static void checkSegment(String segment) {
        if (segment.isEmpty()) {
            throw invalid("The path has an empty segment: remove the doubled or trailing slash.");
        }
        String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        if (plain.equals(".") || plain.equals("..")) {
            throw invalid("The path has a segment '.' or '..': write the path out.");
        }
    }

    private static WaybillException invalid(String detail) {
        return new WaybillException(ErrorCode.INVALID_PATH, detail);
    }
}

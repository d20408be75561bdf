package io.waybill.gateway.routing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The shape of a path: literal segments, {@code {name}} for one plain segment, and {@code {name...}} at the end for one or
 * more segments of any kind.
 *
 * <p>A plain segment has only letters, digits and {@code . _ ~ -}: neither a percent-encoding nor a path parameter
 * ({@code ;}) can make a service see another path than the gateway did.
 */
final class PathTemplate {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]+");

    private final String text;
    private final List<String> segments;
    private final boolean openEnded;

    PathTemplate(String text) {
        this.text = text;
        List<String> all = List.of(text.substring(1).split("/", -1));
        openEnded = text.endsWith("...}");
        segments = openEnded ? all.subList(0, all.size() - 1) : all;
    }

    boolean matches(RawPath path) {
        List<String> actual = path.segments();
        if (openEnded ? actual.size() <= segments.size() : actual.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!matches(segments.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String expected, String actual) {
        return expected.startsWith("{") ? PLAIN.matcher(actual).matches() : expected.equals(actual);
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.waybill.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as bars in one SVG picture, readable on a light and on a dark page: the median, and a line from lowest to highest. */
public final class Chart {
    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int BAR = 16;
    private static final int STEP = 22;
    private static final int PANEL_HEAD = 44;
    private static final int ROOM_FOR_NUMBERS = 110;

    private Chart() {}

    /** A picture of these results, by scenario. */
    public static String of(Map<String, Result> results) {
        StringBuilder panels = new StringBuilder();
        int y = 10;
        for (Result result : results.values()) {
            y = panel(panels, result, y);
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
            <style>
            text { fill: #24292f } .quiet { fill: #57606a } .ours { fill: #0969da } .theirs { fill: #8c959f } .ends { stroke: #24292f }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .quiet { fill: #9198a1 } .ours { fill: #4493f8 } .theirs { fill: #656c76 } .ends { stroke: #e6edf3 } }
            </style>
            %s</svg>
            """.formatted(WIDTH, y + 10, panels);
    }

    private static int panel(StringBuilder svg, Result result, int top) {
        List<String> ids = new ArrayList<>();
        result.peers().keySet().forEach(id -> result.of(id).ifPresent(number -> ids.add(id)));
        double most = ids.stream()
                .mapToDouble(id -> result.of(id).orElseThrow().highest())
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - ROOM_FOR_NUMBERS) / most;
        svg.append(line("<text x=\"0\" y=\"%d\" font-weight=\"600\">%s</text>", top + 18, escaped(result.title())));
        svg.append(line(
                "<text x=\"0\" y=\"%d\" class=\"quiet\">%s, %s is better</text>",
                top + 34, result.unit().word(), result.unit().moreIsBetter() ? "more" : "less"));
        int y = top + PANEL_HEAD;
        for (String id : ids) {
            Median number = result.of(id).orElseThrow();
            double end = LEFT + number.value() * scale;
            double low = LEFT + number.lowest() * scale;
            double high = LEFT + number.highest() * scale;
            svg.append(line("<text x=\"0\" y=\"%d\">%s</text>", y + 12, escaped(id)));
            svg.append(line(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" class=\"%s\"/>",
                    LEFT, y, Math.max(1, end - LEFT), BAR, id.startsWith("waybill") ? "ours" : "theirs"));
            svg.append(line(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"ends\"/>",
                    low, high, y + BAR / 2, y + BAR / 2));
            svg.append(line(
                    "<text x=\"%.1f\" y=\"%d\">%s</text>",
                    Math.max(end, high) + 8, y + 12, result.unit().text(number.value())));
            y += STEP;
        }
        return y + 12;
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

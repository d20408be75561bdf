package io.waybill.transfer.coding;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What a reader would like content to be coded with (RFC 9110 §12.5.3). */
public final class AcceptEncoding {
    private AcceptEncoding() {}

    /**
     * The coding that {@code field} likes best of ours; identity when it is absent, names none of ours, or is not understood.
     * Of two that are liked equally the smaller one wins.
     */
    public static ContentCoding best(String field) {
        Map<ContentCoding, Double> liked = new EnumMap<>(ContentCoding.class);
        for (String member :
                field == null ? new String[0] : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] pieces = member.split(";", -1);
            String token = pieces[0].strip();
            double weight = pieces.length > 1 ? weight(pieces[1].strip()) : 1;
            for (ContentCoding coding : ContentCoding.values()) {
                if (coding.token().equals(token)) {
                    liked.put(coding, weight);
                }
            }
        }
        double identity = liked.getOrDefault(ContentCoding.IDENTITY, 0.001);
        return Arrays.stream(ContentCoding.values())
                .filter(coding -> liked.getOrDefault(coding, 0.0) > 0)
                .filter(coding -> liked.get(coding) >= identity)
                .max(Comparator.comparing((ContentCoding coding) -> liked.get(coding))
                        .thenComparing(Comparator.reverseOrder()))
                .orElse(ContentCoding.IDENTITY);
    }

    private static double weight(String parameter) {
        if (!parameter.startsWith("q=")) {
            return 0;
        }
        try {
            return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException notUnderstood) {
            return 0;
        }
    }
}

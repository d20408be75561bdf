package io.waybill.contracts.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring parts.
 *
 * @param first the number of the first one
 * @param last the number of the last one, which may be the same
 */
public record PartRange(int first, int last) {
    /** What of the parts 1 to {@code partCount} lies in none of {@code ranges}, which are in order and apart. */
    public static List<PartRange> gaps(List<PartRange> ranges, int partCount) {
        List<PartRange> gaps = new ArrayList<>();
        int next = 1;
        for (PartRange range : ranges) {
            if (next < range.first) {
                gaps.add(new PartRange(next, range.first - 1));
            }
            next = range.last + 1;
        }
        if (next <= partCount) {
            gaps.add(new PartRange(next, partCount));
        }
        return gaps;
    }
}

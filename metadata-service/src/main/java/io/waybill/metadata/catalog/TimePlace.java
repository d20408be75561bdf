package io.waybill.metadata.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * A place in a list that is ordered by a time and, where that is the same, by id: what comes before the next page.
 *
 * @param at the time of the last entry
 * @param id its id
 */
public record TimePlace(OffsetDateTime at, UUID id) {
    /**
     * The place that {@code cursor} holds, or null without one.
     *
     * @param question what the list was asked for: a cursor continues that and nothing else
     * @throws io.waybill.contracts.error.WaybillException {@code invalid_cursor} for anything that {@link #cursor} never gave
     */
    public static TimePlace of(String question, String cursor) {
        if (cursor == null) {
            return null;
        }
        List<String> words = List.of(cursor.split("\n", -1));
        if (words.size() != 3 || !words.get(0).equals(question)) {
            throw PageRequest.invalidCursor();
        }
        try {
            return new TimePlace(Moments.within(Instant.parse(words.get(1))), UUID.fromString(words.get(2)));
        } catch (DateTimeException | IllegalArgumentException broken) {
            throw PageRequest.invalidCursor();
        }
    }

    /** The text of a cursor behind an entry with {@code at} and {@code id}. */
    public static String cursor(String question, Instant at, UUID id) {
        return String.join("\n", question, at.toString(), id.toString());
    }
}

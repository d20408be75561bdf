package io.waybill.metadata.catalog;

import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Which page is asked for. A cursor is opaque to clients: the place where the last page ended, so that a list stays whole
 * while files come and go.
 *
 * @param limit how many items at most
 * @param after the place after which the page begins, or null for the first page
 */
public record PageRequest(int limit, String after) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_CURSOR_CHARACTERS = 8 * 1024;

    /**
     * Reads the parameters of a request; null means absent.
     *
     * @throws WaybillException {@code malformed_request} for a limit outside 1 to 1000; {@code invalid_cursor} for a
     *     cursor that was never given out
     */
    public static PageRequest of(String limit, String cursor) {
        return new PageRequest(
                limit == null ? DEFAULT_LIMIT : readLimit(limit), cursor == null ? null : decode(cursor));
    }

    /** The page made of {@code found}, which holds one item more than {@code limit} when there is a next page. */
    public <T> Page<T> page(List<T> found, Function<T, String> place) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = List.copyOf(found.subList(0, limit));
        return new Page<>(items, encode(place.apply(items.get(limit - 1))));
    }

    /** The failure for a cursor that makes no sense. */
    public static WaybillException invalidCursor() {
        return new WaybillException(
                ErrorCode.INVALID_CURSOR,
                "The cursor is not one of ours: take it unchanged from the last page, or start again.");
    }

    private static int readLimit(String limit) {
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MAX_LIMIT) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // the same answer as for a number out of range
        }
        throw new WaybillException(ErrorCode.MALFORMED_REQUEST, "The limit is a number from 1 to " + MAX_LIMIT + ".");
    }

    /** The cursor that carries {@code place}. */
    static String encode(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        if (cursor.isEmpty() || cursor.length() > MAX_CURSOR_CHARACTERS) {
            throw invalidCursor();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException garbage) {
            throw invalidCursor();
        }
    }
}

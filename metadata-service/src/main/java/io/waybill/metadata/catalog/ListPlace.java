package io.waybill.metadata.catalog;

import io.waybill.contracts.api.FileFacts;
import java.util.UUID;

/**
 * Where a page of a list ended: at a folder, or at a file. What a cursor carries, bound to its question.
 *
 * @param folder the last folder, when no file was reached; else null
 * @param key what the order sees in the last file; null when none was reached
 * @param id the last file; null when none was reached
 */
record ListPlace(String folder, Object key, UUID id) {
    private static final String AT_FOLDER = "d";
    private static final String AT_FILE = "f";

    static String after(FileQuery query, String folder) {
        return String.join("\n", query.fingerprint(), AT_FOLDER, folder);
    }

    static String after(FileQuery query, FileFacts file) {
        return String.join(
                "\n",
                query.fingerprint(),
                AT_FILE,
                query.order().key(file),
                file.id().toString());
    }

    /**
     * Reads what a cursor held; null for the first page.
     *
     * @throws io.waybill.contracts.error.WaybillException {@code invalid_cursor} for one of another question, and for one
     *     that was never given out
     */
    static ListPlace of(FileQuery query, String cursor) {
        if (cursor == null) {
            return null;
        }
        String[] words = cursor.split("\n", -1);
        if (words.length < 3 || !words[0].equals(query.fingerprint())) {
            throw PageRequest.invalidCursor();
        }
        if (query.oneLevel() && words[1].equals(AT_FOLDER) && words.length == 3 && isBelow(query, words[2])) {
            return new ListPlace(words[2], null, null);
        }
        if (words[1].equals(AT_FILE) && words.length == 4) {
            return new ListPlace(null, query.order().value(words[2]), idOf(words[3]));
        }
        throw PageRequest.invalidCursor();
    }

    private static boolean isBelow(FileQuery query, String folder) {
        return folder.startsWith(query.range().from()) && folder.endsWith("/") && folder.indexOf('\0') < 0;
    }

    private static UUID idOf(String word) {
        try {
            return UUID.fromString(word);
        } catch (IllegalArgumentException noId) {
            throw PageRequest.invalidCursor();
        }
    }
}

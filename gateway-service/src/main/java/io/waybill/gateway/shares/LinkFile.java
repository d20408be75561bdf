package io.waybill.gateway.shares;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file of a folder that is shared, as whoever has the link sees it: no id, and no path above the folder.
 *
 * @param path within the folder
 * @param sizeBytes bytes
 * @param sha256 digest, in hexadecimal
 * @param contentType media type
 * @param modifiedAt when it became what it is
 */
record LinkFile(String path, long sizeBytes, String sha256, String contentType, String modifiedAt) {
    /** Those of a page of {@code GET /api/files}. */
    static List<LinkFile> of(JsonObject page, String folder) {
        var items = page.getJsonArray("items");
        return IntStream.range(0, items.size())
                .mapToObj(items::getJsonObject)
                .map(file -> new LinkFile(
                        file.getString("path").substring(folder.length()),
                        file.getLong("size"),
                        file.getString("sha256"),
                        file.getString("contentType"),
                        file.getString("modifiedAt")))
                .toList();
    }
}

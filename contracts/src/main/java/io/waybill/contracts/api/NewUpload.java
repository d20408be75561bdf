package io.waybill.contracts.api;

import io.waybill.contracts.Sha256;

/**
 * A client opens an upload whose parts it will send in any order: {@code POST /api/uploads} with this as JSON.
 *
 * @param path where the file should become visible
 * @param sizeBytes the size of the whole file
 * @param sha256 the digest of the whole file; null when it is told with the completion, or not at all
 * @param conflict what to do when something is at the path; null means {@code version}
 * @param contentType media type, or null
 * @param partSizeBytes how large the client would like its parts, or null; the answer says how large they are
 * @param priority 0 to 10 where uploads have to wait, 10 first; null means 5
 */
public record NewUpload(
        String path,
        Long sizeBytes,
        Sha256 sha256,
        ConflictMode conflict,
        String contentType,
        Long partSizeBytes,
        Integer priority) {}

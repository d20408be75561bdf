package io.waybill.contracts.api;

import java.time.Instant;

/**
 * A file in the trash: {@code GET /api/trash}.
 *
 * @param file the file as it was when it was deleted
 * @param deletedAt when that was
 * @param expiresAt when it is erased, unless its owner takes it out
 */
public record TrashedFile(FileFacts file, Instant deletedAt, Instant expiresAt) {}

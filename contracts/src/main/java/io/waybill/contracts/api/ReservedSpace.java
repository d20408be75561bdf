package io.waybill.contracts.api;

import java.util.UUID;

/**
 * Room that metadata keeps for an upload.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param bytes how much
 */
public record ReservedSpace(UUID uploadId, String owner, long bytes) {}

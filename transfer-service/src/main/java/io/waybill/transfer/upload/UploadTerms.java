package io.waybill.transfer.upload;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.contracts.path.FilePath;
import java.time.Instant;
import java.util.UUID;

/**
 * What was agreed when an upload was opened; it never changes.
 *
 * @param id the upload
 * @param owner the OIDC subject of its owner
 * @param path where the file should become visible
 * @param conflict what to do when something is there
 * @param ifMatch an {@code If-Match} field value to hold at the commit, or null
 * @param ifNoneMatch an {@code If-None-Match} field value to hold at the commit, or null
 * @param contentType media type, or null
 * @param client what sends it, or null
 * @param expectedSha256 the digest its client promised, or null
 * @param metadata the tus {@code Upload-Metadata} field as it was sent, or null
 * @param oneShot whether it lives only as long as one request: a broken body cancels it
 * @param idempotencyKey the client's key, or null
 * @param fingerprint what the key was used for, or null
 * @param createdAt when it was opened
 */
public record UploadTerms(
        UUID id,
        String owner,
        FilePath path,
        ConflictMode conflict,
        String ifMatch,
        String ifNoneMatch,
        String contentType,
        String client,
        Sha256 expectedSha256,
        String metadata,
        boolean oneShot,
        String idempotencyKey,
        String fingerprint,
        Instant createdAt) {}

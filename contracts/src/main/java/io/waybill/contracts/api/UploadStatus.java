package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.UUID;

/**
 * One upload as its owner sees it: {@code GET /api/uploads/{id}}.
 *
 * @param id the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param state where it is in its life
 * @param offset bytes acknowledged: never taken back
 * @param length bytes promised, or null while unknown
 * @param partSizeBytes how many bytes are stored at a time
 * @param bytesPerSecond mean speed since it was opened
 * @param createdAt when it was opened
 * @param updatedAt when bytes last became durable
 * @param expiresAt when it ends unless more bytes come
 * @param version what it became, once COMPLETED
 * @param error why it ended, once FAILED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UploadStatus(
        UUID id,
        String owner,
        String path,
        UploadState state,
        long offset,
        Long length,
        long partSizeBytes,
        long bytesPerSecond,
        Instant createdAt,
        Instant updatedAt,
        Instant expiresAt,
        FileVersion version,
        ErrorCode error) {}

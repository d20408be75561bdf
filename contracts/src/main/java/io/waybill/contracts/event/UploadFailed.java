package io.waybill.contracts.event;

import io.waybill.contracts.error.ErrorCode;
import java.time.Instant;
import java.util.UUID;

/**
 * An upload was refused for good: nothing of it is left.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param offset bytes that had been acknowledged
 * @param code why
 * @param detail the sentence that its client was told
 * @param length bytes promised, or null while unknown; not told before 2026-11-28
 * @param client what sent it, such as {@code waybill-cli/0.1}, or null; not told before 2026-11-28
 * @param contentType the media type that its client declared or its first bytes showed, or null; not told before 2026-11-28
 * @param startedAt when the request that opened it came in; not told before 2026-11-28
 */
public record UploadFailed(
        UUID uploadId,
        String owner,
        String path,
        long offset,
        ErrorCode code,
        String detail,
        Long length,
        String client,
        String contentType,
        Instant startedAt)
        implements TransferEvent {}

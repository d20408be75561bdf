package io.waybill.contracts.event;

import io.waybill.contracts.Sha256;
import java.time.Instant;
import java.util.UUID;

/**
 * An upload became a version: its bytes are verified and visible.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param size bytes
 * @param sha256 the digest of the whole file
 * @param fileId the file it belongs to
 * @param version the version number within the file, from 1
 * @param client what sent it, such as {@code waybill-cli/0.1}, or null; not told before 2026-11-28
 * @param contentType the media type of the version; not told before 2026-11-28
 * @param startedAt when the request that opened it came in; not told before 2026-11-28
 */
public record UploadCompleted(
        UUID uploadId,
        String owner,
        String path,
        long size,
        Sha256 sha256,
        UUID fileId,
        int version,
        String client,
        String contentType,
        Instant startedAt)
        implements TransferEvent {}

package io.waybill.contracts.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An upload was opened: its row is durable and it takes bytes.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param length bytes promised, or null while unknown
 * @param client what sent it, such as {@code waybill-cli/0.1}, or null
 * @param contentType the media type that its client declared or its first bytes showed, or null; not told before 2026-11-28
 * @param startedAt when the request that opened it came in; not told before 2026-11-28
 * @param program the program that the owner signed in with, or null; not told before 2026-11-28
 * @param address the network address that the gateway saw, or null; not told before 2026-11-28
 */
public record UploadOpened(
        UUID uploadId,
        String owner,
        String path,
        Long length,
        String client,
        String contentType,
        Instant startedAt,
        String program,
        String address)
        implements TransferEvent {}

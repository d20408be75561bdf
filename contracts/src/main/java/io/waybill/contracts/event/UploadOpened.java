package io.waybill.contracts.event;

import java.util.UUID;

/**
 * An upload was opened: its row is durable and it takes bytes.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param length bytes promised, or null while unknown
 * @param client what sent it, such as {@code waybill-cli/0.1}, or null
 */
public record UploadOpened(UUID uploadId, String owner, String path, Long length, String client)
        implements TransferEvent {}

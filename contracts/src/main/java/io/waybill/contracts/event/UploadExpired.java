package io.waybill.contracts.event;

import java.util.UUID;

/**
 * An upload was left alone for too long: nothing of it is left.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param offset bytes that had been acknowledged
 */
public record UploadExpired(UUID uploadId, String owner, String path, long offset) implements TransferEvent {}

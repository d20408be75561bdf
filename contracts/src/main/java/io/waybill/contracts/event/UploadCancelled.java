package io.waybill.contracts.event;

import java.util.UUID;

/**
 * An upload was ended by its owner: nothing of it is left.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param offset bytes that had been acknowledged
 */
public record UploadCancelled(UUID uploadId, String owner, String path, long offset) implements TransferEvent {}

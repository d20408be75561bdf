package io.waybill.contracts.event;

import io.waybill.contracts.error.ErrorCode;
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
 */
public record UploadFailed(UUID uploadId, String owner, String path, long offset, ErrorCode code, String detail)
        implements TransferEvent {}

package io.waybill.contracts.event;

import io.waybill.contracts.api.UploadState;
import java.util.UUID;

/**
 * How far an upload is, on {@link Topics#PROGRESS}: lossy, at most four a second, never a source of state.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path the path it was opened for
 * @param state where the upload is in its life
 * @param offset bytes acknowledged, or received and about to be
 * @param length bytes promised, or null while unknown
 * @param bytesPerSecond the speed over the last seconds
 */
public record UploadProgressed(
        UUID uploadId, String owner, String path, UploadState state, long offset, Long length, long bytesPerSecond)
        implements WaybillEvent {
    @Override
    public String subject() {
        return uploadId.toString();
    }
}

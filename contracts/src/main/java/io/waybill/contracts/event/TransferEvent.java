package io.waybill.contracts.event;

import java.util.UUID;

/** A step in the life of one upload, on {@link Topics#TRANSFERS}. */
public sealed interface TransferEvent extends WaybillEvent
        permits UploadOpened, UploadCompleted, UploadFailed, UploadCancelled, UploadExpired {
    /** The upload. */
    UUID uploadId();

    /** The path that the upload was opened for. */
    String path();

    @Override
    default String subject() {
        return uploadId().toString();
    }
}

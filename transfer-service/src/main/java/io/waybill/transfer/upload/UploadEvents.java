package io.waybill.transfer.upload;

import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.event.UploadCancelled;
import io.waybill.contracts.event.UploadCompleted;
import io.waybill.contracts.event.UploadExpired;
import io.waybill.contracts.event.UploadFailed;
import io.waybill.contracts.event.UploadOpened;
import io.waybill.contracts.event.UploadProgressed;

/** What is told of each move; written to the outbox in the transaction of the move. */
final class UploadEvents {
    private UploadEvents() {}

    static UploadOpened opened(Upload upload) {
        UploadTerms terms = upload.terms();
        return new UploadOpened(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.bytes().length(),
                terms.client(),
                terms.contentType(),
                terms.createdAt(),
                terms.origin().program(),
                terms.origin().address());
    }

    static UploadCompleted completed(Upload.Completed upload) {
        UploadTerms terms = upload.terms();
        return new UploadCompleted(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.bytes().offset(),
                upload.sha256(),
                upload.version().fileId(),
                upload.version().version(),
                terms.client(),
                upload.version().contentType(),
                terms.createdAt());
    }

    static UploadFailed failed(Upload.Failed upload) {
        UploadTerms terms = upload.terms();
        return new UploadFailed(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.bytes().offset(),
                upload.refusal().code(),
                upload.refusal().detail(),
                upload.bytes().length(),
                terms.client(),
                terms.contentType(),
                terms.createdAt());
    }

    static UploadCancelled cancelled(Upload.Cancelled upload) {
        UploadTerms terms = upload.terms();
        return new UploadCancelled(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.bytes().offset(),
                upload.bytes().length(),
                terms.client(),
                terms.contentType(),
                terms.createdAt());
    }

    static UploadExpired expired(Upload.Expired upload) {
        UploadTerms terms = upload.terms();
        return new UploadExpired(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.bytes().offset(),
                upload.bytes().length(),
                terms.client(),
                terms.contentType(),
                terms.createdAt());
    }

    static UploadProgressed queued(Upload upload) {
        UploadTerms terms = upload.terms();
        return new UploadProgressed(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                UploadState.QUEUED,
                upload.bytes().offset(),
                upload.bytes().length(),
                0);
    }

    static UploadProgressed progressed(Upload upload, long offset, long bytesPerSecond) {
        UploadTerms terms = upload.terms();
        return new UploadProgressed(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.state(),
                offset,
                upload.bytes().length(),
                bytesPerSecond);
    }
}

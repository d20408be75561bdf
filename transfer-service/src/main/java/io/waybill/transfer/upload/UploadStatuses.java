package io.waybill.transfer.upload;

import io.waybill.contracts.api.UploadStatus;
import java.time.Duration;
import java.time.Instant;

/** An upload as its owner sees it. */
final class UploadStatuses {
    private UploadStatuses() {}

    static UploadStatus of(Upload upload) {
        UploadTerms terms = upload.terms();
        UploadBytes bytes = upload.bytes();
        return new UploadStatus(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                upload.state(),
                bytes.offset(),
                bytes.length(),
                bytes.partSizeBytes(),
                speed(terms.createdAt(), bytes),
                terms.createdAt(),
                bytes.updatedAt(),
                bytes.expiresAt(),
                upload instanceof Upload.Completed completed ? completed.version() : null,
                upload instanceof Upload.Failed failed ? failed.refusal().code() : null);
    }

    private static long speed(Instant from, UploadBytes bytes) {
        long millis = Math.max(1, Duration.between(from, bytes.updatedAt()).toMillis());
        return bytes.offset() == 0 ? 0 : Math.round(bytes.offset() * 1e3 / millis);
    }
}

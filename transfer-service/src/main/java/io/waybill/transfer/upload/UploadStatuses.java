package io.waybill.transfer.upload;

import io.waybill.contracts.api.PartRange;
import io.waybill.contracts.api.UploadParts;
import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.api.UploadStatus;
import io.waybill.transfer.admission.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An upload as its owner sees it. */
final class UploadStatuses {
    private UploadStatuses() {}

    /** As it is in any state but QUEUED, and without its parts. */
    static UploadStatus of(Upload upload) {
        return of(upload, null, null);
    }

    /**
     * As it is now.
     *
     * @param received the parts that are stored, where they come in any order, or null
     * @param place where it waits, or null
     */
    static UploadStatus of(Upload upload, List<PartRange> received, Place place) {
        UploadTerms terms = upload.terms();
        UploadBytes bytes = upload.bytes();
        return new UploadStatus(
                terms.id(),
                terms.owner(),
                terms.path().value(),
                place == null ? upload.state() : UploadState.QUEUED,
                bytes.offset(),
                bytes.length(),
                bytes.partSizeBytes(),
                speed(terms.createdAt(), bytes),
                secondsLeft(upload),
                terms.createdAt(),
                bytes.updatedAt(),
                bytes.expiresAt(),
                received == null ? null : parts(PartPlan.of(bytes).count(), received),
                upload instanceof Upload.Completed completed ? completed.version() : null,
                upload instanceof Upload.Failed failed ? failed.refusal().code() : null,
                terms.priority(),
                place == null ? null : place.since(),
                place == null ? null : place.ahead(),
                concat(terms));
    }

    private static UploadStatus.Concat concat(UploadTerms terms) {
        if (terms.isPartial()) {
            return UploadStatus.Concat.PARTIAL;
        }
        return terms.isFinal() ? UploadStatus.Concat.FINAL : null;
    }

    private static UploadParts parts(int count, List<PartRange> received) {
        return new UploadParts(count, received, PartRange.gaps(received, count));
    }

    private static Long secondsLeft(Upload upload) {
        UploadBytes bytes = upload.bytes();
        long speed = speed(upload.terms().createdAt(), bytes);
        boolean known = upload instanceof Upload.Open && bytes.length() != null && speed > 0;
        return known ? Long.valueOf((bytes.length() - bytes.offset() + speed - 1) / speed) : null;
    }

    private static long speed(Instant from, UploadBytes bytes) {
        long millis = Math.max(1, Duration.between(from, bytes.updatedAt()).toMillis());
        return bytes.offset() == 0 ? 0 : Math.round(bytes.offset() * 1e3 / millis);
    }
}

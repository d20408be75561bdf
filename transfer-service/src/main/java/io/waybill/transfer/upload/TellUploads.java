package io.waybill.transfer.upload;

import io.vertx.core.Future;
import io.waybill.contracts.api.PartRange;
import io.waybill.contracts.api.UploadStatus;
import io.waybill.transfer.admission.Place;
import io.waybill.transfer.admission.PlaceRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Uploads as their owners see them: with the parts that are there, and with their place where they wait. */
@ApplicationScoped
public class TellUploads {
    private final PlaceRows places;
    private final ParallelRows parts;

    TellUploads(PlaceRows places, ParallelRows parts) {
        this.places = places;
        this.parts = parts;
    }

    /** One upload with everything that is known of it. */
    Future<UploadStatus> one(Upload upload) {
        Future<List<PartRange>> received = upload.terms().parallel() && !(upload instanceof Upload.Ended)
                ? parts.received(upload.id())
                : Future.succeededFuture();
        Future<Optional<Place>> place =
                mayWait(upload) ? places.find(upload.id()) : Future.succeededFuture(Optional.empty());
        return received.compose(ranges -> place.map(found -> UploadStatuses.of(upload, ranges, found.orElse(null))));
    }

    /** Many, each without its parts. */
    Future<List<UploadStatus>> many(List<Upload> uploads) {
        return places.waiting(uploads.stream()
                        .filter(TellUploads::mayWait)
                        .map(Upload::id)
                        .toList())
                .map(waiting -> uploads.stream()
                        .map(upload -> UploadStatuses.of(upload, null, waiting.get(upload.id())))
                        .toList());
    }

    /** Where somebody is at work, nobody waits. */
    private static boolean mayWait(Upload upload) {
        Instant lease = upload.bytes().leaseUntil();
        return upload instanceof Upload.Open && (lease == null || lease.isBefore(Instant.now()));
    }
}

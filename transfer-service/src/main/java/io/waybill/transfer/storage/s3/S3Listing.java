package io.waybill.transfer.storage.s3;

import static io.waybill.transfer.storage.ObjectStore.MAX_LIST;

import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.vertx.core.Future;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the bucket holds, visible or staged. */
final class S3Listing {
    private final S3Requests requests;

    S3Listing(S3Requests requests) {
        this.requests = requests;
    }

    Future<List<StoredObject>> objects(String prefix, String after, int limit) {
        ListObjectsV2Args request = requests.in(ListObjectsV2Args.builder())
                .prefix(StoreKeys.requirePrefix(prefix))
                .startAfter(after.isEmpty() ? null : after)
                .maxKeys(Math.min(limit, MAX_LIST))
                .build();
        return requests.send(client -> client.listObjectsV2(request)).map(page -> page.result().contents().stream()
                .map(found -> new StoredObject(
                        found.objectName(), found.size(), found.lastModified().toInstant()))
                .toList());
    }

    /** MinIO knows a prefix that is a whole key, or none: so anything else is asked for without, and sorted out here. */
    Future<List<StagedObject>> staged(String prefix, Instant startedBefore, int limit) {
        String asked = StoreKeys.isKey(StoreKeys.requirePrefix(prefix)) ? prefix : "";
        Wanted wanted = new Wanted(prefix, startedBefore, Math.min(limit, MAX_LIST));
        return staged(asked, null, null, wanted, new ArrayList<>());
    }

    private Future<List<StagedObject>> staged(
            String asked, String afterKey, String afterId, Wanted wanted, List<StagedObject> found) {
        ListMultipartUploadsArgs request = requests.in(ListMultipartUploadsArgs.builder())
                .prefix(asked)
                .keyMarker(afterKey)
                .uploadIdMarker(afterId)
                .maxUploads(MAX_LIST)
                .build();
        return requests.send(client -> client.listStagings(request)).compose(page -> {
            page.stagings().stream()
                    .filter(wanted::includes)
                    .limit(wanted.limit() - found.size())
                    .map(staging -> new StagedObject(staging.key(), staging.id()))
                    .forEach(found::add);
            boolean more = page.truncated() && page.nextKey() != null && found.size() < wanted.limit();
            return more ? staged(asked, page.nextKey(), page.nextId(), wanted, found) : Future.succeededFuture(found);
        });
    }

    private record Wanted(String prefix, Instant startedBefore, int limit) {
        boolean includes(StagingPage.Staging staging) {
            return StoreKeys.isKey(staging.key())
                    && staging.key().startsWith(prefix)
                    && staging.initiated().isBefore(startedBefore);
        }
    }
}

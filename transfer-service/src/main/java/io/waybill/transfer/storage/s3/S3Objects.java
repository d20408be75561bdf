package io.waybill.transfer.storage.s3;

import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.vertx.core.Future;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.storage.StoredObject;
import java.util.Map;
import java.util.Optional;

/** Visible objects, one at a time. */
final class S3Objects {
    private final S3Requests requests;
    private final S3Writes writes;
    private final S3Reads reads;

    S3Objects(S3Requests requests, S3Writes writes, S3Reads reads) {
        this.requests = requests;
        this.writes = writes;
        this.reads = reads;
    }

    Future<Void> put(String key, PartBytes bytes) {
        return writes.put(key, Map.of(), S3Requests.ONLY_IF_ABSENT, bytes)
                .<Void>mapEmpty()
                .recover(thrown -> {
                    S3Failure failure = S3Failure.of(thrown);
                    return failure.isTaken() || failure.isTransient()
                            ? requireSame(key, bytes, failure)
                            : Future.failedFuture(failure.toWaybill());
                });
    }

    Future<StoredBytes> read(String key, long offset, long length) {
        StoreKeys.requireKey(key);
        boolean possible = offset >= 0 && length > 0 && offset <= Long.MAX_VALUE - length;
        return possible
                ? reads.open(key, offset, length)
                : requireRange(key, offset, length).compose(inside -> reads.open(key, offset, length));
    }

    Future<Optional<StoredObject>> stat(String key) {
        StatObjectArgs request = requests.at(key, StatObjectArgs.builder()).build();
        return requests.send(client -> client.statObject(request))
                .map(found -> Optional.of(
                        new StoredObject(key, found.size(), found.lastModified().toInstant())))
                .recover(thrown -> {
                    S3Failure failure = S3Failure.of(thrown);
                    return failure.isNotFound()
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(failure.toWaybill());
                });
    }

    Future<Void> delete(String key) {
        RemoveObjectArgs request = requests.at(key, RemoveObjectArgs.builder()).build();
        return requests.sendUntilGone(client -> client.removeObject(request));
    }

    /** Fails with {@code not_found} without such an object, {@code internal} when the range is not inside it. */
    Future<Void> requireRange(String key, long offset, long length) {
        return stat(key).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(
                        new WaybillException(ErrorCode.NOT_FOUND, "The object store has no such object."));
            }
            boolean inside = offset >= 0 && length >= 0 && offset <= found.get().sizeBytes() - length;
            return inside
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                            new WaybillException(ErrorCode.INTERNAL, "A range lies outside its stored object."));
        });
    }

    static WaybillException taken() {
        return new WaybillException(ErrorCode.CORRUPT, "Another object is already stored under this key.");
    }

    private Future<Void> requireSame(String key, PartBytes bytes, S3Failure failure) {
        return stat(key).compose(visible -> {
            if (visible.isEmpty()) {
                return Future.failedFuture(failure.toWaybill());
            }
            if (visible.get().sizeBytes() != bytes.sizeBytes()) {
                return Future.failedFuture(taken());
            }
            return reads.open(key, 0, bytes.sizeBytes())
                    .compose(DigestOfStream::of)
                    .compose(stored ->
                            stored.equals(bytes.sha256()) ? Future.succeededFuture() : Future.failedFuture(taken()));
        });
    }
}

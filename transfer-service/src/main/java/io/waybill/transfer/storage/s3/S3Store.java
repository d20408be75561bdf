package io.waybill.transfer.storage.s3;

import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.ObjectArgs;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.UploadPartArgs;
import io.minio.messages.ListMultipartUploadsResult;
import io.minio.messages.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.transfer.storage.ObjectStore;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoreKeys;
import io.waybill.transfer.storage.StoredBytes;
import io.waybill.transfer.storage.StoredObject;
import io.waybill.transfer.storage.StoredPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The store that speaks S3: MinIO, or any other that keeps {@code If-None-Match} and SHA-256 checksums.
 *
 * <p>Bytes go up once per attempt from off-heap memory, unsigned but with {@code x-amz-checksum-sha256}, which the store
 * checks. They come down through a presigned URL and Vert.x, so that no thread waits on a slow reader.
 *
 * <p>{@link #listStaged}: MinIO answers fully only for a prefix that is a whole key, and only on the node that holds it;
 * its own sweep of old uploads (24 hours by default) must be set above ours. {@link #assemble}: of two at once, one may be
 * told {@code corrupt} before the object of the other is visible; keep to one at a time.
 */
public final class S3Store implements ObjectStore, AutoCloseable {
    private static final String CHECKSUM = "x-amz-checksum-sha256";
    private static final Http.Headers ONLY_IF_ABSENT = new Http.Headers("If-None-Match", "*");

    private final String bucket;
    private final String region;
    private final MinioAsyncClient client;
    private final Retries retries;
    private final S3Reads reads;

    private S3Store(Vertx vertx, S3Connection connection, MinioAsyncClient client) {
        this.bucket = connection.bucket();
        this.region = connection.region();
        this.client = client;
        this.retries = new Retries(vertx);
        this.reads = new S3Reads(vertx, client, connection);
    }

    /**
     * Connects, and creates the bucket when it is missing. Blocks; for start-up.
     *
     * @throws IllegalStateException with one sentence when the store cannot be reached or refuses us
     */
    public static S3Store open(Vertx vertx, S3Connection connection) {
        MinioAsyncClient client = connection.connect();
        try {
            new S3Bucket(client, connection).createIfMissing();
        } catch (RuntimeException failed) {
            client.close();
            throw failed;
        }
        return new S3Store(vertx, connection, client);
    }

    @Override
    public Future<StagedObject> stage(String key) {
        return checked(() -> {
            CreateMultipartUploadArgs request = at(key, CreateMultipartUploadArgs.builder())
                    .headers(new Http.Headers("x-amz-checksum-algorithm", "SHA256"))
                    .build();
            return retries.send(() -> client.createMultipartUpload(request))
                    .map(opened -> new StagedObject(key, opened.result().uploadId()));
        });
    }

    @Override
    public Future<StoredPart> putPart(StagedObject staged, int number, PartBytes bytes) {
        return checked(() -> {
            requireNumber(number);
            UploadPartArgs request = at(staged.key(), UploadPartArgs.builder())
                    .uploadId(staged.stageId())
                    .partNumber(number)
                    .buffer(new PartBody(bytes))
                    .headers(checksumOf(bytes))
                    .build();
            return retries.send(() -> client.uploadPart(request))
                    .map(stored -> new StoredPart(
                            number,
                            bytes.sizeBytes(),
                            S3Etag.withChecksum(stored.part().etag(), bytes.sha256())));
        });
    }

    @Override
    public Future<StoredPart> copyPart(StagedObject staged, int number, String sourceKey, long offset, long length) {
        return checked(() -> {
            requireNumber(number);
            StoreKeys.requireKey(sourceKey);
            StoreKeys.requireKey(staged.key());
            return requireRange(sourceKey, offset, length)
                    .compose(inside -> retries.send(() -> client.uploadPartCopy(
                            new PartCopy(bucket, region, staged, number, sourceKey, offset, length).args())))
                    .map(copied -> new StoredPart(number, length, S3Etag.of(copied.part())));
        });
    }

    @Override
    public Future<Void> assemble(StagedObject staged, List<StoredPart> parts) {
        return checked(() -> {
            requireRising(parts);
            CompleteMultipartUploadArgs request = at(staged.key(), CompleteMultipartUploadArgs.builder())
                    .uploadId(staged.stageId())
                    .parts(parts.stream().map(S3Etag::toPart).toArray(Part[]::new))
                    .extraHeaders(ONLY_IF_ABSENT)
                    .maxRetries(0)
                    .build();
            long sizeBytes = parts.stream().mapToLong(StoredPart::sizeBytes).sum();
            return retries.send(() -> client.completeMultipartUpload(request))
                    .<Void>mapEmpty()
                    .recover(thrown -> afterDoubt(staged.key(), sizeBytes, S3Failure.of(thrown)));
        });
    }

    @Override
    public Future<Void> discard(StagedObject staged) {
        return checked(() -> {
            AbortMultipartUploadArgs request = at(staged.key(), AbortMultipartUploadArgs.builder())
                    .uploadId(staged.stageId())
                    .build();
            return absentIsFine(retries.send(() -> client.abortMultipartUpload(request)));
        });
    }

    @Override
    public Future<Void> put(String key, PartBytes bytes) {
        return checked(() -> {
            PutObjectAPIArgs request = at(key, PutObjectAPIArgs.builder())
                    .buffer(new PartBody(bytes))
                    .headers(checksumOf(bytes))
                    .extraHeaders(ONLY_IF_ABSENT)
                    .build();
            return retries.send(() -> client.putObject(request))
                    .<Void>mapEmpty()
                    .recover(thrown -> {
                        S3Failure failure = S3Failure.of(thrown);
                        return failure.isTaken() || failure.isTransient()
                                ? requireSame(key, bytes, failure)
                                : Future.failedFuture(failure.toWaybill());
                    });
        });
    }

    @Override
    public Future<StoredBytes> read(String key, long offset, long length) {
        return checked(() -> {
            StoreKeys.requireKey(key);
            boolean possible = offset >= 0 && length >= 0 && offset <= Long.MAX_VALUE - length;
            return possible && length > 0
                    ? reads.open(key, offset, length)
                    : requireRange(key, offset, length).compose(inside -> reads.open(key, offset, length));
        });
    }

    @Override
    public Future<Optional<StoredObject>> stat(String key) {
        return checked(() -> {
            StatObjectArgs request = at(key, StatObjectArgs.builder()).build();
            return retries.send(() -> client.statObject(request))
                    .map(found -> Optional.of(new StoredObject(
                            key, found.size(), found.lastModified().toInstant())))
                    .recover(thrown -> {
                        S3Failure failure = S3Failure.of(thrown);
                        return failure.isNotFound()
                                ? Future.succeededFuture(Optional.empty())
                                : Future.failedFuture(failure.toWaybill());
                    });
        });
    }

    @Override
    public Future<Void> delete(String key) {
        return checked(() -> {
            RemoveObjectArgs request = at(key, RemoveObjectArgs.builder()).build();
            return absentIsFine(retries.send(() -> client.removeObject(request)));
        });
    }

    @Override
    public Future<List<StoredObject>> list(String prefix, String after, int limit) {
        return checked(() -> {
            ListObjectsV2Args request = in(ListObjectsV2Args.builder())
                    .prefix(StoreKeys.requirePrefix(prefix))
                    .startAfter(after.isEmpty() ? null : after)
                    .maxKeys(Math.min(limit, MAX_LIST))
                    .build();
            return retries.send(() -> client.listObjectsV2(request)).map(page -> page.result().contents().stream()
                    .map(found -> new StoredObject(
                            found.objectName(),
                            found.size(),
                            found.lastModified().toInstant()))
                    .toList());
        });
    }

    @Override
    public Future<List<StagedObject>> listStaged(String prefix, Instant startedBefore, int limit) {
        return checked(() -> listStaged(
                StoreKeys.requirePrefix(prefix),
                startedBefore,
                Math.min(limit, MAX_LIST),
                null,
                null,
                new ArrayList<>()));
    }

    @Override
    public void close() {
        reads.close();
        client.close();
    }

    private Future<List<StagedObject>> listStaged(
            String prefix,
            Instant startedBefore,
            int limit,
            String keyMarker,
            String idMarker,
            List<StagedObject> found) {
        ListMultipartUploadsArgs request = in(ListMultipartUploadsArgs.builder())
                .prefix(prefix)
                .keyMarker(keyMarker)
                .uploadIdMarker(idMarker)
                .maxUploads(MAX_LIST)
                .build();
        return retries.send(() -> client.listMultipartUploads(request)).compose(page -> {
            ListMultipartUploadsResult result = page.result();
            result.uploads().stream()
                    .filter(upload -> upload.objectName().startsWith(prefix))
                    .filter(upload -> upload.initiated().toInstant().isBefore(startedBefore))
                    .map(upload -> new StagedObject(upload.objectName(), upload.uploadId()))
                    .limit(limit - found.size())
                    .forEach(found::add);
            boolean more = result.isTruncated() && found.size() < limit && result.nextKeyMarker() != null;
            return more
                    ? listStaged(
                            prefix, startedBefore, limit, result.nextKeyMarker(), result.nextUploadIdMarker(), found)
                    : Future.succeededFuture(found);
        });
    }

    /**
     * The complete may have happened although its answer was lost or says otherwise (a repeat finds its parts gone, in the
     * words of each store): the object itself decides.
     */
    private Future<Void> afterDoubt(String key, long sizeBytes, S3Failure failure) {
        return stat(key).compose(visible -> {
            if (visible.isEmpty()) {
                return Future.failedFuture(failure.toWaybill());
            }
            return visible.get().sizeBytes() == sizeBytes ? Future.succeededFuture() : Future.failedFuture(taken());
        });
    }

    private Future<Void> requireSame(String key, PartBytes bytes, S3Failure failure) {
        return stat(key)
                .compose(visible -> {
                    if (visible.isEmpty()) {
                        return Future.failedFuture(failure.toWaybill());
                    }
                    return visible.get().sizeBytes() == bytes.sizeBytes()
                            ? reads.open(key, 0, bytes.sizeBytes()).compose(DigestOfStream::of)
                            : Future.succeededFuture(Sha256.OF_NOTHING);
                })
                .compose(stored ->
                        stored.equals(bytes.sha256()) ? Future.succeededFuture() : Future.failedFuture(taken()));
    }

    private Future<Void> requireRange(String key, long offset, long length) {
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

    private static Future<Void> absentIsFine(Future<?> request) {
        return request.<Void>mapEmpty().recover(thrown -> {
            S3Failure failure = S3Failure.of(thrown);
            return failure.isNotFound() ? Future.succeededFuture() : Future.failedFuture(failure.toWaybill());
        });
    }

    /** What a caller did wrong fails the future instead of being thrown; what the store says becomes our error. */
    private static <T> Future<T> checked(Supplier<Future<T>> call) {
        Future<T> answer;
        try {
            answer = call.get();
        } catch (RuntimeException refused) {
            answer = Future.failedFuture(refused);
        }
        return answer.recover(thrown -> Future.failedFuture(S3Failure.of(thrown).toWaybill()));
    }

    private <B extends ObjectArgs.Builder<B, A>, A extends ObjectArgs> B at(String key, B request) {
        return in(request).object(StoreKeys.requireKey(key));
    }

    private <B extends BucketArgs.Builder<B, A>, A extends BucketArgs> B in(B request) {
        return request.bucket(bucket).region(region);
    }

    private static Http.Headers checksumOf(PartBytes bytes) {
        return new Http.Headers(
                "x-amz-content-sha256",
                "UNSIGNED-PAYLOAD",
                CHECKSUM,
                bytes.sha256().base64());
    }

    private static void requireNumber(int number) {
        if (number < 1 || number > MAX_PARTS) {
            throw new WaybillException(ErrorCode.INTERNAL, "A part number is not between 1 and 10000.");
        }
    }

    private static void requireRising(List<StoredPart> parts) {
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new WaybillException(ErrorCode.INTERNAL, "An object has 1 to 10000 parts.");
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i - 1).number() >= parts.get(i).number()) {
                throw new WaybillException(ErrorCode.INTERNAL, "Parts are not in rising order.");
            }
        }
    }

    private static WaybillException taken() {
        return new WaybillException(ErrorCode.CORRUPT, "Another object is already stored under this key.");
    }
}

package io.waybill.transfer.storage.s3;

import io.minio.BucketArgs;
import io.minio.Http;
import io.minio.ObjectArgs;
import io.vertx.core.Future;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StoreKeys;
import java.util.concurrent.CompletableFuture;

/** How every request to the store is addressed, sent, tried again and understood. */
final class S3Requests {
    /** Write-once: the store itself refuses a second object at a key. */
    static final Http.Headers ONLY_IF_ABSENT = new Http.Headers("If-None-Match", "*");

    private final S3Client client;
    private final String bucket;
    private final String region;
    private final Retries retries;

    S3Requests(S3Client client, S3Connection connection, Retries retries) {
        this.client = client;
        this.bucket = connection.bucket();
        this.region = connection.region();
        this.retries = retries;
    }

    /** {@code request} to an object of ours. */
    <B extends ObjectArgs.Builder<B, A>, A extends ObjectArgs> B at(String key, B request) {
        return in(request).object(StoreKeys.requireKey(key));
    }

    /** {@code request} to our bucket. */
    <B extends BucketArgs.Builder<B, A>, A extends BucketArgs> B in(B request) {
        return request.bucket(bucket).region(region);
    }

    /** The answer, after a few attempts; a failure is a {@link Retries.S3Failed}. */
    <T> Future<T> send(Call<T> call) {
        return retries.send(() -> call.on(client));
    }

    /** The answer does not matter, and neither does that what the request is about is not there. */
    <T> Future<Void> sendUntilGone(Call<T> call) {
        return send(call).<Void>mapEmpty().recover(thrown -> {
            S3Failure failure = S3Failure.of(thrown);
            return failure.isNotFound() ? Future.succeededFuture() : Future.failedFuture(failure.toWaybill());
        });
    }

    /**
     * Signs the request for exactly these bytes, so that every S3 store refuses others (SigV4). A part's own
     * {@code x-amz-checksum-sha256} would need a multipart upload that was opened for checksums, and MinIO copies no part
     * into such a one.
     */
    static Http.Headers signedFor(PartBytes bytes) {
        return new Http.Headers("x-amz-content-sha256", bytes.sha256().hex());
    }

    /** One request of the SDK. */
    interface Call<T> {
        CompletableFuture<T> on(S3Client client) throws Exception;
    }
}

package io.waybill.transfer.storage.s3;

import io.minio.BucketArgs;
import io.minio.ObjectArgs;
import io.vertx.core.Future;
import io.waybill.transfer.storage.StoreKeys;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** How every request to the store is addressed, sent, tried again and understood. */
final class S3Requests {
    /** Write-once: the store itself refuses a second object at a key. */
    static final Map<String, String> ONLY_IF_ABSENT = Map.of("If-None-Match", "*");

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

    /** One request of the SDK. */
    interface Call<T> {
        CompletableFuture<T> on(S3Client client) throws Exception;
    }
}

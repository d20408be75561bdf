package io.waybill.transfer.storage.s3;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes sure at start that the bucket is there and that we may use it. */
final class S3Bucket {
    private final MinioAsyncClient client;
    private final S3Connection connection;

    S3Bucket(MinioAsyncClient client, S3Connection connection) {
        this.client = client;
        this.connection = connection;
    }

    void createIfMissing() {
        try {
            boolean exists = await(client.bucketExists(BucketExistsArgs.builder()
                    .bucket(connection.bucket())
                    .region(connection.region())
                    .build()));
            if (!exists) {
                create();
            }
        } catch (MinioException | ExecutionException | TimeoutException failed) {
            S3Failure failure = S3Failure.of(failed);
            String reason =
                    failure.code().isEmpty() ? String.valueOf(failure.cause().getMessage()) : failure.code();
            throw new IllegalStateException(
                    "The object store " + connection + " cannot be used: " + reason
                            + ". Check WAYBILL_S3_ENDPOINT and the keys.",
                    failed);
        }
    }

    private void create() throws MinioException, ExecutionException, TimeoutException {
        try {
            await(client.makeBucket(MakeBucketArgs.builder()
                    .bucket(connection.bucket())
                    .region(connection.region())
                    .build()));
        } catch (ExecutionException failed) {
            String code = S3Failure.of(failed).code();
            if (!code.equals("BucketAlreadyOwnedByYou") && !code.equals("BucketAlreadyExists")) {
                throw failed;
            }
        }
    }

    private <T> T await(CompletableFuture<T> answer) throws ExecutionException, TimeoutException {
        try {
            return answer.get(connection.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start was interrupted.", stopped);
        }
    }
}

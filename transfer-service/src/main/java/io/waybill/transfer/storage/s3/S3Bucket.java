package io.waybill.transfer.storage.s3;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes sure at start that the bucket is there and that we may use it. A store that is starting itself is waited for. */
final class S3Bucket {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 250;

    private final MinioAsyncClient client;
    private final S3Connection connection;

    S3Bucket(MinioAsyncClient client, S3Connection connection) {
        this.client = client;
        this.connection = connection;
    }

    void createIfMissing() {
        long begin = System.nanoTime();
        for (S3Failure failure = attempt(); failure != null; failure = attempt()) {
            boolean isStarting = failure.status() > 0 && failure.isTransient();
            if (!isStarting || System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw unusable(failure);
            }
            pause();
        }
    }

    /** Null when the bucket is there. */
    private S3Failure attempt() {
        try {
            boolean exists = await(client.bucketExists(BucketExistsArgs.builder()
                    .bucket(connection.bucket())
                    .region(connection.region())
                    .build()));
            if (!exists) {
                create();
            }
            return null;
        } catch (MinioException | ExecutionException | TimeoutException failed) {
            return S3Failure.of(failed);
        }
    }

    private IllegalStateException unusable(S3Failure failure) {
        String reason =
                failure.code().isEmpty() ? String.valueOf(failure.cause().getMessage()) : failure.code();
        return new IllegalStateException(
                "The object store " + connection + " cannot be used: " + reason
                        + ". Check WAYBILL_S3_ENDPOINT and the keys.",
                failure.cause());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        }
    }

    private static IllegalStateException interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("The start was interrupted.", stopped);
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
            throw interrupted(stopped);
        }
    }
}

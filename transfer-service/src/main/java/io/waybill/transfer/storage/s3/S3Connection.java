package io.waybill.transfer.storage.s3;

import io.minio.MinioAsyncClient;
import java.time.Duration;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * Where an S3 store is and who we are to it.
 *
 * @param endpoint its URL, such as {@code http://127.0.0.1:9000}
 * @param region its region; {@code us-east-1} for MinIO
 * @param bucket the bucket, created when missing
 * @param accessKey the access key
 * @param secretKey the secret key
 * @param maxRequests the most requests under way at once; more wait
 * @param timeout how long a connection, or silence within a request, may last
 */
public record S3Connection(
        String endpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey,
        int maxRequests,
        Duration timeout) {
    /**
     * A client with a pool of its own; OkHttp's default would allow five requests at once. It goes on to the next connection
     * by itself when a pooled one turns out dead, since after a restart of the store all of them are.
     */
    S3Client connect() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(maxRequests);
        dispatcher.setMaxRequestsPerHost(maxRequests);
        OkHttpClient http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(maxRequests, 1, java.util.concurrent.TimeUnit.MINUTES))
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .retryOnConnectionFailure(true)
                .build();
        return new S3Client(MinioAsyncClient.builder()
                .endpoint(endpoint)
                .region(region)
                .credentials(accessKey, secretKey)
                .httpClient(http, true)
                .build());
    }

    @Override
    public String toString() {
        return endpoint + '/' + bucket;
    }
}

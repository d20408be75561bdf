package io.waybill.bench.peer;

import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import io.minio.messages.Part;
import io.waybill.stack.store.MinioServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * One bucket of the store that all peers share, through the MinIO SDK. Bytes do not go through the SDK: it signs URLs, and the
 * load generator sends to these what it sends to everybody.
 */
final class Bucket {
    private static final int SIGNED_SECONDS = 3600;

    private final MinioServer store;
    private final MinioAsyncClient client;
    private final String name;

    private Bucket(MinioServer store, MinioAsyncClient client, String name) {
        this.store = store;
        this.client = client;
        this.name = name;
    }

    /** A new bucket. */
    static Bucket make(MinioServer store, String name) {
        MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint(store.endpoint())
                .region(store.region())
                .credentials(store.accessKey(), store.secretKey())
                .build();
        client.makeBucket(MakeBucketArgs.builder().bucket(name).build()).join();
        return new Bucket(store, client, name);
    }

    MinioServer store() {
        return store;
    }

    String name() {
        return name;
    }

    /** What programs that use the AWS SDK are told. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID", store.accessKey(),
                "AWS_SECRET_ACCESS_KEY", store.secretKey(),
                "AWS_REGION", store.region());
    }

    /** Begins a multipart upload; answers its id. */
    String begin(String key) {
        return client.createMultipartUpload(CreateMultipartUploadArgs.builder()
                        .bucket(name)
                        .object(key)
                        .build())
                .join()
                .result()
                .uploadId();
    }

    void complete(String key, String upload, List<Part> parts) {
        client.completeMultipartUpload(CompleteMultipartUploadArgs.builder()
                        .bucket(name)
                        .object(key)
                        .uploadId(upload)
                        .parts(parts.toArray(Part[]::new))
                        .build())
                .join();
    }

    /** The request target of a signed request for an object, good for an hour. */
    String sign(Http.Method method, String key, Map<String, String> query) throws IOException {
        try {
            URI signed = URI.create(client.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                    .method(method)
                    .bucket(name)
                    .object(key)
                    .expiry(SIGNED_SECONDS)
                    .extraQueryParams(query)
                    .build()));
            return signed.getRawPath() + "?" + signed.getRawQuery();
        } catch (MinioException cannotSign) {
            throw new IOException(cannotSign);
        }
    }
}

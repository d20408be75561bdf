package io.waybill.transfer.storage.s3;

import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import okhttp3.Response;

/** The SDK, and the one request whose answer it cannot read: MinIO lists a multipart upload with an empty storage class. */
final class S3Client extends MinioAsyncClient {
    S3Client(MinioAsyncClient connected) {
        super(connected);
    }

    /** One page of open multipart uploads. */
    CompletableFuture<StagingPage> listStagings(ListMultipartUploadsArgs request) {
        Http.QueryParameters query = new Http.QueryParameters("uploads", "");
        query.put("prefix", request.prefix());
        query.put("max-uploads", String.valueOf(request.maxUploads()));
        if (request.keyMarker() != null) {
            query.put("key-marker", request.keyMarker());
        }
        if (request.uploadIdMarker() != null) {
            query.put("upload-id-marker", request.uploadIdMarker());
        }
        return executeGetAsync(request, null, query).thenApply(S3Client::page);
    }

    private static StagingPage page(Response answer) {
        try (answer) {
            return StagingPage.read(answer.body().byteStream());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

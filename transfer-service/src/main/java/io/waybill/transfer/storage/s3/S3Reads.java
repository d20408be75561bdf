package io.waybill.transfer.storage.s3;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.kit.wire.ReadBudget;
import io.waybill.kit.wire.ReadSize;
import io.waybill.transfer.storage.StoredBytes;
import java.util.concurrent.TimeUnit;

/**
 * Opens objects for reading: a presigned GET (SigV4 in the query, valid for 15 minutes) through Vert.x' client, which
 * streams with back-pressure down to the socket. Opening is tried a few times; a stream is not.
 */
final class S3Reads {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int MOST_CONNECTIONS = 1024;
    private static final int PARTIAL_CONTENT = 206;

    private final Vertx vertx;
    private final MinioAsyncClient signer;
    private final S3Connection connection;
    private final HttpClient http;

    S3Reads(Vertx vertx, MinioAsyncClient signer, S3Connection connection) {
        this.vertx = vertx;
        this.signer = signer;
        this.connection = connection;
        this.http = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) connection.timeout().toMillis())
                        .setMaxChunkSize(BUFFER_BYTES)
                        .setReceiveBufferSize(BUFFER_BYTES))
                .with(new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS))
                .withConnectHandler(opened -> ReadSize.fit(opened, ReadBudget.HEAP))
                .build();
    }

    Future<StoredBytes> open(String key, long offset, long length) {
        if (length == 0) {
            return Future.succeededFuture(new NoStoredBytes(vertx.getOrCreateContext()));
        }
        return open(key, offset, length, 1);
    }

    private Future<StoredBytes> open(String key, long offset, long length, int attempt) {
        return ask(key, offset, length).recover(thrown -> {
            boolean hopeless = thrown instanceof WaybillException known && known.code() != ErrorCode.STORE_UNAVAILABLE;
            if (hopeless || attempt == Retries.ATTEMPTS) {
                return Future.failedFuture(unavailableUnlessKnown(thrown));
            }
            return vertx.timer(100L << (attempt - 1), TimeUnit.MILLISECONDS)
                    .compose(now -> open(key, offset, length, attempt + 1));
        });
    }

    private Future<StoredBytes> ask(String key, long offset, long length) {
        RequestOptions request;
        try {
            request = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(presigned(key))
                    .setTimeout(connection.timeout().toMillis())
                    .putHeader("Range", "bytes=" + offset + '-' + (offset + length - 1));
        } catch (MinioException unsigned) {
            return Future.failedFuture(S3Failure.of(unsigned).toWaybill());
        }
        // Nested, so that whoever asks from a thread of its own is heard before the first bytes are: paused too late,
        // they are lost.
        return http.request(request).compose(asked -> asked.send().compose(answer -> accept(answer.pause(), length)));
    }

    private Future<StoredBytes> accept(HttpClientResponse answer, long length) {
        boolean whole = answer.statusCode() == PARTIAL_CONTENT
                && String.valueOf(length).equals(answer.getHeader("Content-Length"));
        if (whole) {
            return Future.succeededFuture(new S3Bytes(vertx, answer, length, connection.timeout()));
        }
        answer.exceptionHandler(alreadyUseless -> {});
        if (answer.statusCode() >= 400) {
            answer.handler(smallErrorBody -> {}).resume();
        } else {
            answer.request().reset();
        }
        return Future.failedFuture(refusal(answer.statusCode()));
    }

    private static WaybillException refusal(int status) {
        return switch (status) {
            case 404 -> new WaybillException(ErrorCode.NOT_FOUND, "The object store has no such object.");
            case PARTIAL_CONTENT, 200, 416 ->
                new WaybillException(ErrorCode.INTERNAL, "A range lies outside its stored object.");
            default ->
                new WaybillException(
                        ErrorCode.STORE_UNAVAILABLE, "The object store is not available right now: try again shortly.");
        };
    }

    private String presigned(String key) throws MinioException {
        return signer.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                .method(Http.Method.GET)
                .bucket(connection.bucket())
                .region(connection.region())
                .object(key)
                .expiry(15, TimeUnit.MINUTES)
                .build());
    }

    static WaybillException unavailableUnlessKnown(Throwable thrown) {
        return thrown instanceof WaybillException known
                ? known
                : new WaybillException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "The object store is not available right now: try again shortly.",
                        thrown);
    }

    void close() {
        http.close();
    }
}

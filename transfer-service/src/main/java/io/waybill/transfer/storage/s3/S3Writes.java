package io.waybill.transfer.storage.s3;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.Signer;
import io.minio.Time;
import io.minio.errors.MinioException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StoreKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Sends bytes to the store: a PUT signed for exactly these bytes (SigV4 with their SHA-256, so that every S3 store refuses
 * others), through Vert.x' client, whose socket takes them straight from the caller's off-heap memory. Tried a few times.
 *
 * <p>A part's own {@code x-amz-checksum-sha256} would need a multipart upload that was opened for checksums, and MinIO copies
 * no part into such a one.
 */
final class S3Writes {
    /** Shorter than any store keeps a silent connection. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private static final RequestBody NOT_SENT_BY_OKHTTP = RequestBody.create(new byte[0]);

    private final Vertx vertx;
    private final S3Connection connection;
    private final Retries retries;
    private final HttpUrl bucket;
    private final HttpClient http;

    S3Writes(Vertx vertx, MinioAsyncClient addresses, S3Connection connection, Retries retries) {
        this.vertx = vertx;
        this.connection = connection;
        this.retries = retries;
        this.bucket = addressOfBucket(addresses, connection);
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(connection.maxRequests())
                .setConnectTimeout((int) connection.timeout().toMillis())
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds()));
    }

    /**
     * Stores {@code bytes} at {@code key}, and gives back the header fields of the answer. When the future completes, the
     * bytes are read no more.
     *
     * @param query what says that they are a part, or nothing
     * @param headers further header fields, to be signed
     */
    Future<MultiMap> put(String key, Map<String, String> query, Map<String, String> headers, PartBytes bytes) {
        StoreKeys.requireKey(key);
        return retries.send(() -> http.request(signed(key, query, headers, bytes))
                .recover(gone -> Future.failedFuture(gone instanceof IOException ? gone : new IOException(gone)))
                .compose(request -> new S3Put(vertx, request, bytes, connection.timeout()).send())
                .toCompletionStage()
                .toCompletableFuture());
    }

    private RequestOptions signed(String key, Map<String, String> query, Map<String, String> headers, PartBytes bytes)
            throws MinioException {
        HttpUrl.Builder url = bucket.newBuilder().addPathSegments(key);
        query.forEach(url::addQueryParameter);
        String digest = bytes.sha256().hex();
        Request.Builder request = new Request.Builder()
                .url(url.build())
                .method("PUT", NOT_SENT_BY_OKHTTP)
                .header("Host", authority())
                .header("x-amz-date", ZonedDateTime.now(Time.UTC).format(Time.AMZ_DATE_FORMAT))
                .header("x-amz-content-sha256", digest);
        headers.forEach(request::header);
        Request signed = Signer.signV4S3(
                request.build(), connection.region(), connection.accessKey(), connection.secretKey(), digest);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.PUT)
                .setAbsoluteURI(signed.url().toString())
                .putHeader("Content-Length", Long.toString(bytes.sizeBytes()));
        signed.headers().names().forEach(name -> options.putHeader(name, signed.header(name)));
        return options;
    }

    private String authority() {
        boolean usual = bucket.port() == HttpUrl.defaultPort(bucket.scheme());
        return usual ? bucket.host() : bucket.host() + ':' + bucket.port();
    }

    /** Some stores have the bucket in the path, some in the host: the SDK knows, and says it in every URL that it signs. */
    private static HttpUrl addressOfBucket(MinioAsyncClient addresses, S3Connection connection) {
        try {
            String some = addresses.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                    .method(Http.Method.PUT)
                    .bucket(connection.bucket())
                    .region(connection.region())
                    .object("any")
                    .build());
            HttpUrl url = HttpUrl.get(some);
            return url.newBuilder()
                    .query(null)
                    .removePathSegment(url.pathSize() - 1)
                    .build();
        } catch (MinioException unsigned) {
            throw new IllegalStateException("Nothing can be signed for the object store " + connection + '.', unsigned);
        }
    }

    void close() {
        http.close();
    }
}

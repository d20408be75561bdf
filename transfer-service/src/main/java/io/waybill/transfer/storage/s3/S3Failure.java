package io.waybill.transfer.storage.s3;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a failed S3 request says: S3's error code (or empty), the HTTP status (or 0 when no answer came).
 *
 * @param code the code, such as {@code NoSuchKey}
 * @param status the HTTP status
 * @param cause what the SDK threw
 */
record S3Failure(String code, int status, Throwable cause) {
    private static final Set<String> TRANSIENT =
            Set.of("SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "XMinioServerNotInitialized");
    private static final Set<String> FULL =
            Set.of("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded");
    private static final Set<String> DAMAGED = Set.of(
            "BadDigest",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch",
            "InvalidPart",
            "InvalidPartOrder",
            "EntityTooSmall",
            "IncompleteBody");

    static S3Failure of(Throwable thrown) {
        if (thrown instanceof Retries.S3Failed failed) {
            return failed.failure();
        }
        Throwable cause = thrown;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        if (cause instanceof ErrorResponseException answered) {
            int status = answered.response() == null ? 0 : answered.response().code();
            return new S3Failure(String.valueOf(answered.errorResponse().code()), status, cause);
        }
        return new S3Failure("", cause instanceof ServerException server ? server.statusCode() : 0, cause);
    }

    /** Whether the same request may succeed in a moment: no answer came, or one that asks for patience. */
    boolean isTransient() {
        return !isFull()
                && (TRANSIENT.contains(code)
                        || status == 429
                        || status == 500
                        || status == 502
                        || status == 503
                        || status == 504
                        || (status == 0 && cause instanceof IOException));
    }

    boolean isFull() {
        return status == 507 || FULL.contains(code);
    }

    boolean isNotFound() {
        return status == 404 || code.equals("NoSuchKey") || code.equals("NoSuchUpload");
    }

    /** Whether an object was already at the key: the answer to {@code If-None-Match: *}. */
    boolean isTaken() {
        return status == 412 || code.equals("PreconditionFailed") || code.equals("ConditionalRequestConflict");
    }

    WaybillException toWaybill() {
        if (cause instanceof WaybillException known) {
            return known;
        }
        if (isFull()) {
            return new WaybillException(
                    ErrorCode.STORE_FULL, "The object store has no room left: try again when space was freed.", cause);
        }
        if (isNotFound()) {
            return new WaybillException(ErrorCode.NOT_FOUND, "The object store has no such object.", cause);
        }
        if (DAMAGED.contains(code)) {
            return new WaybillException(
                    ErrorCode.CORRUPT,
                    "The object store refused the bytes: they are not the ones that were promised.",
                    cause);
        }
        if (isTransient() || status == 401 || status == 403) {
            return new WaybillException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "The object store is not available right now: try again shortly.",
                    cause);
        }
        return new WaybillException(ErrorCode.INTERNAL, "The object store refused a request of ours.", cause);
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof UncheckedIOException
                || thrown.getClass() == MinioException.class;
    }
}

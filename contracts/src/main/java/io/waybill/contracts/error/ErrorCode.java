package io.waybill.contracts.error;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Every failure a client of Waybill can see: its stable code, its HTTP status and its title.
 *
 * <p>Codes are part of the public contract (RFC 9457): they are added, never renamed or reused.
 */
public enum ErrorCode {
    // The request
    MALFORMED_REQUEST("malformed_request", 400, "The request is malformed"),
    INVALID_PATH("invalid_path", 400, "The path is not allowed"),
    INVALID_METADATA("invalid_metadata", 400, "The upload metadata is not valid"),
    INVALID_CURSOR("invalid_cursor", 400, "The page cursor is not valid"),
    INCONSISTENT_LENGTH(
            "inconsistent_length",
            400,
            "The upload length contradicts an earlier one",
            "https://iana.org/assignments/http-problem-types#inconsistent-upload-length"),
    DIGEST_MISMATCH("digest_mismatch", 400, "The bytes do not match the promised digest"),
    UNSUPPORTED_DIGEST("unsupported_digest", 400, "The digest algorithm is not supported"),
    MALFORMED_ENCODING("malformed_encoding", 400, "The compressed body is broken"),
    CHECKSUM_MISMATCH("checksum_mismatch", 460, "The bytes do not match the promised checksum"),
    UNAUTHENTICATED("unauthenticated", 401, "Sign in to do this"),
    CREDENTIAL_IN_URL("credential_in_url", 400, "A secret does not belong into an address"),
    SIGN_IN_FAILED("sign_in_failed", 400, "The sign-in did not succeed"),
    FORBIDDEN("forbidden", 403, "You may not do this"),
    CROSS_SITE("cross_site", 403, "A page of another site may not do this"),
    INSUFFICIENT_SCOPE("insufficient_scope", 403, "The credential is not good for this"),
    TOO_MANY_KEYS("too_many_keys", 409, "You have as many API keys as are kept at once"),
    NOT_FOUND("not_found", 404, "There is no such thing here"),
    METHOD_NOT_ALLOWED("method_not_allowed", 405, "The method is not allowed here"),
    NOT_ACCEPTABLE("not_acceptable", 406, "None of the accepted media types can be produced"),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415, "The media type is not supported here"),
    UNSUPPORTED_ENCODING("unsupported_encoding", 415, "The content coding is not supported here"),
    REQUEST_TIMEOUT("request_timeout", 408, "The request did not come in time"),
    URI_TOO_LONG("uri_too_long", 414, "The address of the request is too long"),
    RANGE_NOT_SATISFIABLE("range_not_satisfiable", 416, "The range lies outside the content"),
    TOO_LARGE("too_large", 413, "The content is larger than allowed"),
    QUOTA_EXCEEDED("quota_exceeded", 413, "The owner's space is used up"),
    COMPRESSION_RATIO("compression_ratio", 413, "The compressed body grows too much"),
    HEADERS_TOO_LARGE("headers_too_large", 431, "The request headers are larger than allowed"),
    RATE_LIMITED(
            "rate_limited",
            429,
            "More was asked for than one may in this time",
            "https://iana.org/assignments/http-problem-types#quota-exceeded"),

    // Uploads
    UNSUPPORTED_PROTOCOL_VERSION("unsupported_protocol_version", 412, "The protocol version is not supported"),
    OFFSET_MISMATCH(
            "offset_mismatch",
            409,
            "The offset is not where the upload stands",
            "https://iana.org/assignments/http-problem-types#mismatching-upload-offset"),
    UPLOAD_SUPERSEDED("upload_superseded", 409, "A newer request has taken over this upload"),
    UPLOAD_NOT_OPEN("upload_not_open", 409, "The upload takes no more bytes"),
    UPLOAD_COMPLETED(
            "upload_completed",
            400,
            "The upload is complete",
            "https://iana.org/assignments/http-problem-types#completed-upload"),
    UPLOAD_GONE("upload_gone", 410, "The upload has ended and its bytes are gone"),
    PARALLEL_UPLOAD("parallel_upload", 409, "The upload takes numbered parts"),
    SEQUENTIAL_UPLOAD("sequential_upload", 409, "The upload takes its bytes in order"),
    PART_CONFLICT("part_conflict", 409, "Other bytes are stored as this part"),
    PARTS_MISSING("parts_missing", 409, "Parts of the upload are missing"),
    PARTIAL_GONE("partial_gone", 410, "A partial upload of this file has ended"),
    TOO_MANY_UPLOADS("too_many_uploads", 409, "You have as many open uploads as are allowed at once"),
    IDEMPOTENCY_CONFLICT("idempotency_conflict", 409, "The idempotency key was used for another request"),

    // Files
    PATH_CONFLICT("path_conflict", 409, "Something else is at this path"),
    PRECONDITION_FAILED("precondition_failed", 412, "The precondition does not hold"),
    LABEL_TAKEN("label_taken", 409, "Another version has this label"),
    ONLY_VERSION("only_version", 409, "The file has no other version"),

    // Shares
    SHARE_ENDED("share_ended", 410, "The link has ended"),
    SHARE_USED_UP("share_used_up", 410, "The link was used as often as it may be"),
    SHARE_PASSWORD("share_password", 401, "The link needs its password"),
    TOO_MANY_ATTEMPTS("too_many_attempts", 429, "There were too many wrong passwords"),
    TOO_MANY_SHARES("too_many_shares", 409, "You have as many shares as are kept at once"),

    // Previews
    PREVIEW_PREPARING("preview_preparing", 404, "The preview is being made"),
    PREVIEW_UNSUPPORTED("preview_unsupported", 404, "There are no previews of such files"),
    PREVIEW_TOO_LARGE("preview_too_large", 404, "The file is too large for a preview"),
    PREVIEW_DAMAGED("preview_damaged", 404, "The file cannot be read as what it begins as"),
    PREVIEW_ENCRYPTED("preview_encrypted", 404, "The file needs a password"),
    PREVIEW_FAILED("preview_failed", 404, "The preview could not be made"),

    // Archives
    ARCHIVE_GONE("archive_gone", 410, "Files of this archive were deleted for good"),
    TOO_MANY_ARCHIVES("too_many_archives", 409, "You have as many archives as are kept at once"),
    ARCHIVE_PREPARING("archive_preparing", 503, "The archive is being prepared"),

    // Our side
    INTERNAL("internal", 500, "Something went wrong on our side"),
    BAD_GATEWAY("bad_gateway", 502, "A service answered in a way we do not understand"),
    UNAVAILABLE("unavailable", 503, "The service is not available right now"),
    STORE_UNAVAILABLE("store_unavailable", 503, "The object store is not available right now"),
    DATABASE_UNAVAILABLE("database_unavailable", 503, "The database is not available right now"),
    BUSY("busy", 503, "The service is at its limit right now"),
    QUEUED("queued", 503, "The upload waits for its turn"),
    STORE_FULL("store_full", 507, "The object store is full"),
    CORRUPT("corrupt", 500, "The stored bytes failed their check");

    private final String code;
    private final int status;
    private final String title;
    private final String type;

    ErrorCode(String code, int status, String title) {
        this(code, status, title, "about:blank");
    }

    ErrorCode(String code, int status, String title, String type) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.type = type;
    }

    /** The stable code: lower case, words joined by underscores. */
    @JsonValue
    public String code() {
        return code;
    }

    /** The HTTP status that always goes with this code. */
    public int status() {
        return status;
    }

    /** A short sentence for people; the same for every occurrence (RFC 9457 §3.1.4). */
    public String title() {
        return title;
    }

    /** The problem type, where others have given this failure one; otherwise {@code about:blank} (RFC 9457 §3.1.1). */
    public String type() {
        return type;
    }

    /** Whether the same request may succeed later without a change: such an answer carries {@code Retry-After}. */
    public boolean isTransient() {
        return status == 503 || status == 502 || status == 507;
    }

    /**
     * How many seconds a client should wait before it tries again (RFC 9110 §10.2.3), for a code that
     * {@link #isTransient()}: what is away or busy is mostly back in a moment; somebody has to make room in a full store; a line moves on.
     */
    public int retryAfterSeconds() {
        if (this == QUEUED || this == ARCHIVE_PREPARING) {
            return 2;
        }
        return this == STORE_FULL ? 60 : 1;
    }
}

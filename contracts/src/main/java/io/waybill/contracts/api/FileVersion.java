package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.Sha256;
import java.time.Instant;
import java.util.UUID;

/**
 * One version of a file: immutable but for its label, verified, readable.
 *
 * @param fileId the file
 * @param versionId the version
 * @param version its number within the file, from 1; never used again
 * @param path where the file is; it may differ from the asked path when the conflict mode was {@code rename}
 * @param size bytes
 * @param sha256 the digest of its bytes
 * @param contentType media type
 * @param createdAt when it became visible
 * @param label what its owner calls it, or null
 * @param receipt where the signed receipt of the upload is that brought it; null for a version that no upload brought
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileVersion(
        UUID fileId,
        UUID versionId,
        int version,
        String path,
        long size,
        Sha256 sha256,
        String contentType,
        Instant createdAt,
        String label,
        String receipt) {
    /** The header field of an upload's last answer that says where its receipt is. */
    public static final String RECEIPT_FIELD = "Waybill-Receipt";

    /** A version without a label, that no upload brought. */
    public FileVersion(
            UUID fileId,
            UUID versionId,
            int version,
            String path,
            long size,
            Sha256 sha256,
            String contentType,
            Instant createdAt) {
        this(fileId, versionId, version, path, size, sha256, contentType, createdAt, null, null);
    }

    /** Where the receipt of an upload is. */
    public static String receiptOf(UUID uploadId) {
        return "/api/receipts/" + uploadId;
    }

    /** The strong entity tag of these bytes (RFC 9110 §8.8.3), quotes included. */
    public String etag() {
        return '"' + sha256.hex() + '"';
    }
}

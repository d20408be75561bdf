package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.path.FilePath;
import java.time.Instant;
import java.util.UUID;

/**
 * Transfer asks metadata to record a version: {@code POST /internal/versions}. Idempotent by {@code uploadId}: a repeat answers the first result.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param path where it should become visible
 * @param conflict what to do when something is there
 * @param ifMatch an {@code If-Match} field value to hold now, or null
 * @param ifNoneMatch an {@code If-None-Match} field value to hold now, or null
 * @param size bytes, checked against what was stored
 * @param sha256 digest, checked against what was stored
 * @param storeKey where the bytes are in the store
 * @param partCount how many parts they came in
 * @param contentType media type, or null when not told
 * @param client what sent it, or null
 * @param startedAt when the upload was opened
 * @param unreserved whether no room was reserved for it: then it is refused with {@code quota_exceeded} when there is none
 * @param crc32 the CRC-32 of the bytes, from 0 to 2^32 - 1, or null when nobody computed it
 * @param address the address that the upload was opened from, or null
 * @param requestId the request that opened it, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommitVersion(
        UUID uploadId,
        String owner,
        FilePath path,
        ConflictMode conflict,
        String ifMatch,
        String ifNoneMatch,
        long size,
        Sha256 sha256,
        String storeKey,
        int partCount,
        String contentType,
        String client,
        Instant startedAt,
        boolean unreserved,
        Long crc32,
        String address,
        String requestId) {
    /** A version that room was reserved for, and whose CRC-32 nobody computed. */
    public CommitVersion(
            UUID uploadId,
            String owner,
            FilePath path,
            ConflictMode conflict,
            String ifMatch,
            String ifNoneMatch,
            long size,
            Sha256 sha256,
            String storeKey,
            int partCount,
            String contentType,
            String client,
            Instant startedAt) {
        this(
                uploadId,
                owner,
                path,
                conflict,
                ifMatch,
                ifNoneMatch,
                size,
                sha256,
                storeKey,
                partCount,
                contentType,
                client,
                startedAt,
                false,
                null,
                null,
                null);
    }
}

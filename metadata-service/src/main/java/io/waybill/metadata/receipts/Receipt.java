package io.waybill.metadata.receipts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.UUID;

/**
 * What a receipt says: facts that the commit of an upload wrote, so that they are the same however often they are asked for.
 *
 * @param issuer who says so
 * @param uploadId the upload
 * @param issuedAt when it was completed, in seconds since 1970
 * @param owner the OIDC subject of the owner
 * @param path where the upload put the file; null for uploads of releases that did not note it
 * @param fileId the file
 * @param versionId the version
 * @param version its number within the file
 * @param size bytes
 * @param sha256 the digest of the bytes, in hex
 * @param parts how many parts they came in
 * @param started when the upload was opened
 * @param completed when the version became visible
 * @param client what sent it, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "iss",
    "jti",
    "iat",
    "sub",
    "path",
    "fileId",
    "versionId",
    "version",
    "size",
    "sha256",
    "parts",
    "started",
    "completed",
    "client"
})
record Receipt(
        @JsonProperty("iss") String issuer,
        @JsonProperty("jti") UUID uploadId,
        @JsonProperty("iat") long issuedAt,
        @JsonProperty("sub") String owner,
        String path,
        UUID fileId,
        UUID versionId,
        int version,
        long size,
        String sha256,
        int parts,
        Instant started,
        Instant completed,
        String client) {}

package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.Sha256;
import java.time.Instant;
import java.util.UUID;

/**
 * A file as its owner sees it: {@code GET /api/files/{id}}; size, digest and type are those of its head version.
 *
 * @param id the file
 * @param owner the OIDC subject of its owner
 * @param path where it is
 * @param name the last segment of the path
 * @param version the number of its head version
 * @param size bytes of its head version
 * @param sha256 digest of its head version
 * @param contentType media type of its head version
 * @param createdAt when its first version became visible
 * @param modifiedAt when its head version became visible
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileFacts(
        UUID id,
        String owner,
        String path,
        String name,
        int version,
        long size,
        Sha256 sha256,
        String contentType,
        Instant createdAt,
        Instant modifiedAt) {}

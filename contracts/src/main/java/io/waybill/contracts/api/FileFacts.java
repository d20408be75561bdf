package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 * @param tags what its owner finds it by, in the order of their characters
 * @param attributes what its owner says about it
 * @param revision rises with every change of these facts
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
        Instant modifiedAt,
        List<String> tags,
        Map<String, String> attributes,
        long revision) {
    /** Copies tags and attributes. */
    public FileFacts {
        tags = List.copyOf(tags);
        attributes = Map.copyOf(attributes);
    }

    /** The strong entity tag of these facts (RFC 9110 §8.8.3), quotes included; not that of the bytes. */
    public String etag() {
        return "\"r" + revision + '"';
    }
}

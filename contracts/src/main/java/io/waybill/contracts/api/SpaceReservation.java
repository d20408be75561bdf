package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;

/**
 * Transfer asks metadata to keep room for an upload: {@code POST /internal/quota/reservations}. Idempotent by
 * {@code uploadId}: a repeat replaces what was reserved before.
 *
 * @param uploadId the upload
 * @param owner the OIDC subject of its owner
 * @param bytes what it needs at least
 * @param wish what it would like to have; at least {@code bytes}
 * @param replaces uploads whose bytes become its own: their reservations end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpaceReservation(UUID uploadId, String owner, long bytes, long wish, List<UUID> replaces) {
    /** Exactly {@code bytes}. */
    public SpaceReservation(UUID uploadId, String owner, long bytes) {
        this(uploadId, owner, bytes, bytes, List.of());
    }
}

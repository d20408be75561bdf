package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * What somebody shares with the caller: {@code GET /api/shared}.
 *
 * @param id the share: {@code /api/shared/{id}} is where it is read
 * @param name the last name of the file or folder
 * @param kind {@code file} or {@code folder}
 * @param access {@code read} or {@code write}
 * @param sharedBy what to call its owner
 * @param createdAt since when
 * @param expiresAt until when; null for no end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SharedWithMe(
        UUID id, String name, String kind, String access, String sharedBy, Instant createdAt, Instant expiresAt) {}

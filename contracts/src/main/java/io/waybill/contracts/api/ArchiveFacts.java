package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * An archive that can be read: {@code POST /api/archives}. It never changes.
 *
 * @param id its id
 * @param name what it is called when it is saved
 * @param entries how many files are in it
 * @param size its bytes
 * @param etag the strong entity tag of its bytes
 * @param createdAt when it was asked for
 * @param expiresAt until when it can be read; later when it is read meanwhile
 * @param url where it is read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArchiveFacts(
        UUID id, String name, int entries, long size, String etag, Instant createdAt, Instant expiresAt, String url) {}

package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A version and where its bytes are: {@code GET /internal/content}. Never leaves the services.
 *
 * @param version the version
 * @param storeKey where the bytes are in the store
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredVersion(FileVersion version, String storeKey) {}

package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;

/**
 * Bytes that nothing points at any more, for the transfer service to delete: {@code POST /internal/purges/claim}, then {@code /confirm}.
 *
 * @param versionId the last version that showed them
 * @param storeKey where they are in the store
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Purge(UUID versionId, String storeKey) {}

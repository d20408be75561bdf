package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The CRC-32 of stored bytes, computed after they became a version: {@code POST /internal/content/crc32}.
 *
 * @param storeKey where the bytes are in the store
 * @param crc32 their CRC-32, from 0 to 2^32 - 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredCrc32(String storeKey, long crc32) {}

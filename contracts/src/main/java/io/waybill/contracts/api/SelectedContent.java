package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A version, where its bytes are, and what one has to know to pack them. Never leaves the services.
 *
 * @param version the version
 * @param storeKey where the bytes are in the store
 * @param crc32 their CRC-32, or null when nobody has computed it yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SelectedContent(FileVersion version, String storeKey, Long crc32) {}

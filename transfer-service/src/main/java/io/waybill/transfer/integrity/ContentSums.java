package io.waybill.transfer.integrity;

import io.waybill.contracts.Sha256;

/**
 * What was computed over all bytes of some content.
 *
 * @param sha256 what it is verified by
 * @param crc32 its CRC-32, from 0 to 2^32 - 1, for those who pack it; null when not all bytes were seen by a release that
 *     computes it
 */
public record ContentSums(Sha256 sha256, Long crc32) {}

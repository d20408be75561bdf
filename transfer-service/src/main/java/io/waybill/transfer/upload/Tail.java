package io.waybill.transfer.upload;

import io.waybill.contracts.Sha256;

/**
 * The acknowledged bytes after the last whole part: a write-once object of its own until a part has swallowed it.
 *
 * @param key where it is in the store
 * @param sizeBytes how many bytes it holds, less than one part
 * @param sha256 their digest, checked when they are read back
 */
public record Tail(String key, long sizeBytes, Sha256 sha256) {}

package io.waybill.transfer.storage;

import java.time.Instant;

/**
 * A visible object.
 *
 * @param key its key
 * @param sizeBytes its size
 * @param modifiedAt when it became visible, by the store's clock
 */
public record StoredObject(String key, long sizeBytes, Instant modifiedAt) {}

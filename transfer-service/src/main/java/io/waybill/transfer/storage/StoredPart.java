package io.waybill.transfer.storage;

/**
 * One durable part of a staged object.
 *
 * @param number 1 to {@link ObjectStore#MAX_PARTS}
 * @param sizeBytes its size
 * @param etag what the store calls exactly these bytes: at most 255 characters, without quotes
 */
public record StoredPart(int number, long sizeBytes, String etag) {}

package io.waybill.transfer.storage;

/**
 * An object whose parts are still being stored: invisible until it is assembled.
 *
 * @param key the key it will have, see {@link StoreKeys}
 * @param stageId what the store calls the staging: an S3 upload id, or the name of a directory
 */
public record StagedObject(String key, String stageId) {}

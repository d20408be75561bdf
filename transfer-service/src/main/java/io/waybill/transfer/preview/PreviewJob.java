package io.waybill.transfer.preview;

/**
 * A preview that this replica has taken to make.
 *
 * @param storeKey the object
 * @param sizeBytes its bytes
 * @param epoch raised by every claim: a worker of an older one changes nothing
 * @param attempts how often it was taken, this time included
 * @param asked whether somebody waits for it
 */
record PreviewJob(String storeKey, long sizeBytes, long epoch, int attempts, boolean asked) {}

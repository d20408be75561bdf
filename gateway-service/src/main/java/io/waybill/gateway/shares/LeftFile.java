package io.waybill.gateway.shares;

/**
 * What somebody who left a file learns of it: that these bytes are kept.
 *
 * @param sizeBytes how many came
 * @param sha256 their digest, in hexadecimal
 */
record LeftFile(long sizeBytes, String sha256) {}

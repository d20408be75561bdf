package io.waybill.gateway.shares;

/**
 * What somebody learns of a version that they uploaded to another's files.
 *
 * @param version its number within the file
 * @param sizeBytes how many bytes came
 * @param sha256 their digest, in hexadecimal
 */
record UploadedVersion(int version, long sizeBytes, String sha256) {}

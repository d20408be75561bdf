package io.waybill.contracts.api;

/**
 * A folder was moved or copied.
 *
 * @param files how many files it had
 */
public record MovedFiles(long files) {}

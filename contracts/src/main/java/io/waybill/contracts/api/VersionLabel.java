package io.waybill.contracts.api;

/**
 * A name for a version: {@code PUT /api/files/{id}/versions/{n}/label}.
 *
 * @param label 1 to 100 characters without control characters; no other version of the file has it
 */
public record VersionLabel(String label) {}

package io.waybill.contracts.api;

import io.waybill.contracts.Sha256;

/**
 * A part that is stored for good: the answer to {@code PUT /api/uploads/{id}/parts/{number}}.
 *
 * @param number the part, counted from 1
 * @param sizeBytes its size
 * @param sha256 the digest of what was received and stored
 */
public record UploadPart(int number, long sizeBytes, Sha256 sha256) {}
